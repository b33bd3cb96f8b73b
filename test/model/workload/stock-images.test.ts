// Tests that common images run by what their service files say alone: they may write to what they write to, and a
// restricted namespace admits them.
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { validate } from "../../../src/config/explain";
import { mergeSettings } from "../../../src/model/environment/settings";
import { podTemplate } from "../../../src/model/workload/pod";
import { invalidField } from "../../../src/rehearsal/cloud/pod-validation";
import { restrictedViolations } from "../../../src/rehearsal/cloud/pod-security";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { serviceFile } from "../../../src/schema/service";
import { stackFile } from "../../../src/schema/stack";

/** What `npm run judge -- pods` puts before a real API server. */
const folder = path.join(__dirname, "..", "..", "..", "tools", "judge", "stock");
const read = (...names: string[]): unknown => parse(readFileSync(path.join(folder, ...names), "utf8"));

const { config } = read("Pulumi.stock.yaml") as { config: Record<string, unknown> };
const stack = stackFile.parse(
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith("crossover:"))
      .map(([key, value]) => [key.slice("crossover:".length), value]),
  ),
);
const images = read("writes.yaml") as Record<
  string,
  { readonly user: number; readonly group: number; readonly files: readonly string[] }
>;
const names = readdirSync(path.join(folder, "services")).map((file) => path.parse(file).name);

/** The pod of a service file, through every check and the merge. */
function podOf(name: string) {
  const { value, problems } = validate(serviceFile, read("services", `${name}.yaml`), (where) => where);
  expect(problems).toEqual([]);
  const only = { ...stack, releases: { [name]: stack.releases[name]! } };
  const merged = mergeSettings(new Map([[name, value!]]), only, "Pulumi.stock.yaml");
  expect(merged.problems).toEqual([]);
  const [service] = merged.settings.services;
  return podTemplate(service!, { image: `registry/${name}:1`, architectures: ["amd64"] as const }).spec;
}

test("says of every image what it writes to", () => {
  expect(names.sort()).toEqual(Object.keys(images).sort());
});

test.each(names)("%s", (name) => {
  const { user, group, files } = images[name]!;
  const pod = podOf(name);
  const [container] = pod.containers;
  expect(container!.securityContext.readOnlyRootFilesystem).toBe(true);
  expect(pod.securityContext).toMatchObject({ runAsUser: user, runAsGroup: group });
  const mounted = container!.volumeMounts.map(({ mountPath }) => mountPath);
  for (const file of files)
    expect([file, mounted.filter((directory) => !path.relative(directory, file).startsWith(".."))]).toEqual([
      file,
      [expect.any(String)],
    ]);
  const asSent = JSON.parse(JSON.stringify(pod)) as Properties;
  expect(restrictedViolations(asSent)).toEqual([]);
  expect(invalidField(asSent)).toBeUndefined();
});

test("who isn't root may listen on nginx's port 80; others' ports need no sysctl", () => {
  const sysctls = names.map((name) => [name, podOf(name).securityContext.sysctls]);
  expect(Object.fromEntries(sysctls)).toEqual({
    rails: undefined,
    jvm: undefined,
    nginx: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "80" }],
  });
});

test("a restricted namespace lets in no other sysctl", () => {
  const pod = JSON.parse(JSON.stringify(podOf("nginx"))) as {
    securityContext: { sysctls: { name: string }[] };
  };
  pod.securityContext.sysctls[0]!.name = "kernel.msgmax";
  expect(restrictedViolations(pod as unknown as Properties)).toEqual(["forbidden sysctls (kernel.msgmax)"]);
});
