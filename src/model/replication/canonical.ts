// Writes JSON in one canonical form, so that two texts differ only where their meaning does.

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** JSON without spaces and with sorted keys. AWS DMS gives settings back in an order of its own. */
export function canonicalJson(value: Plain): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: Plain): Plain {
  if (isList(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key]!)]));
}

/** `Array.isArray` doesn't narrow a readonly array. */
function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
