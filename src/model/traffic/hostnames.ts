// Names a route: its public name, and the origin name of each side.

/** The public name, e.g. `api.example.com`. */
export function publicName(route: string, domain: string): string {
  return `${route}.${domain}`;
}

/** The origin name of a route's target, e.g. `api.legacy.example.com`; covered by the certificate's wildcards. */
export function originName(route: string, target: string, domain: string): string {
  return `${route}.${target}.${domain}`;
}
