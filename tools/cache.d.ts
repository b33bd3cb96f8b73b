// Declares the types of cache.js.
export function cacheFolder(...names: string[]): string;
