/** Gives `count` unpredictable bytes. Injected, so that tests can repeat themselves. */
export type RandomBytes = (count: number) => Uint8Array
