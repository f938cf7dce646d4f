/** An OpenAPI path (`/flows/{id}`) in the notation of Express (`/flows/:id`). */
export const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The names of the parameters of an OpenAPI path, as a type. */
export type PathParams<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathParams<Rest> : never
