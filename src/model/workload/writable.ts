// Describes the directories that pods write to, as volumes that are empty when a pod starts.
import { createHash } from "node:crypto";
import { limits } from "../names/limits";
import type { Service, WritableDirectory } from "../service";

/** The directory that every pod may write to. */
export const temporary: WritableDirectory = { path: "/tmp" };

/** Every directory that a pod may write to, `/tmp` among them. */
function directoriesOf({ writable = [] }: Pick<Service, "writable">): readonly WritableDirectory[] {
  return writable.some(({ path }) => path === temporary.path) ? writable : [temporary, ...writable];
}

/** The volume of each directory. Any user may write to one: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir */
export function volumesOf(service: Pick<Service, "writable">) {
  return directoriesOf(service).map(({ path, size, medium }) => ({
    name: volumeName(path),
    emptyDir: { ...(medium && { medium: "Memory" }), ...(size !== undefined && { sizeLimit: size }) },
  }));
}

/** Where each volume is mounted. */
export function mountsOf(service: Pick<Service, "writable">) {
  return directoriesOf(service).map(({ path }) => ({ name: volumeName(path), mountPath: path }));
}

/** A DNS label: `app-tmp` for `/app/tmp`, and with a digest where another path would have the same. */
function volumeName(path: string): string {
  const words = path
    .slice(1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (/^[a-z0-9/]+$/.test(path) && words.length <= limits.dnsLabel) return words;
  const digest = createHash("sha256").update(path).digest("hex").slice(0, 6);
  return `${words.slice(0, 40).replace(/-$/, "") || "directory"}-${digest}`;
}
