/** The part of autocannon 9 that the benchmark uses; the package has no types. */
declare module 'autocannon' {
  interface Options {
    url: string
    method: 'POST'
    connections: number
    duration: number
    headers: Record<string, string>
    body?: string
    requests?: { setupRequest(request: Request): Request }[]
  }
  interface Request {
    headers: Record<string, string>
    body?: string
  }
  interface Result {
    requests: { average: number }
    latency: { p50: number; p99: number }
    errors: number
    non2xx: number
    '2xx': number
  }
  export default function autocannon(options: Options): Promise<Result>
}
