// Tests that common images run by what their service files say alone: they may write to what they write to, and a
// restricted namespace admits them.
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

const stack = stackFile.parse({
  zone: { create: "dev.example.com" },
  network: { cidr: "10.20.0.0/16", zones: 2, nat: "single" },
  registry: { create: {} },
  clusters: {
    blue: {
      kind: "eks",
      version: "1.34",
      endpoint: "private",
      nodeGroups: { x86: { instanceTypes: ["m5.xlarge"], min: 1, max: 2 } },
    },
  },
  releases: { it: { tag: "1" } },
  traffic: { default: "legacy" },
});

/** The pod of a service file, through every check and the merge. */
function podOf(yaml: string) {
  const { value, problems } = validate(serviceFile, parse(yaml), (where) => where);
  expect(problems).toEqual([]);
  const merged = mergeSettings(new Map([["it", value!]]), stack, "Pulumi.dev.yaml");
  expect(merged.problems).toEqual([]);
  const [service] = merged.settings.services;
  return podTemplate(service!, { image: "registry/it:1", architectures: ["amd64"] as const }).spec;
}

const shared = `
kind: web
image: it
scale: { min: 1, max: 2 }
routes: { it: {} }
`;

test.each<[string, string, string[], number]>([
  [
    // The Dockerfile that `rails new` writes runs as 1000 in /rails:
    // https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt
    "Rails",
    `${shared}
port: 3000
resources: { cpu: "1", memory: 1Gi }
user: 1000
health: { path: /up }
writable: [/rails/tmp, /rails/log, /rails/storage]
`,
    [
      "/rails/tmp/pids/server.pid",
      "/rails/tmp/cache",
      "/rails/log/production.log",
      "/rails/storage/x",
      "/tmp/x",
    ],
    1000,
  ],
  [
    // https://github.com/nginx/docker-nginx: its user is 101; what its entrypoint can't write below /etc it leaves as it is
    "nginx",
    `${shared}
port: 80
resources: { cpu: 100m, memory: 128Mi }
user: 101
health: { path: / }
writable: [{ path: /var/cache/nginx, size: 1Gi }, { path: /run, size: 1Mi, medium: memory }]
`,
    ["/var/cache/nginx/client_temp", "/run/nginx.pid"],
    101,
  ],
  [
    // hsperfdata and java.io.tmpdir are in /tmp; Tomcat's base directory and heap dumps where they are put
    "a JVM",
    `${shared}
port: 8080
user: { id: 185, group: 0 }
health: { path: /actuator/health/readiness, liveness: { path: /actuator/health/liveness }, startup: 10m }
resources: { cpu: "1", memory: 1Gi, storage: 4Gi }
burst: { cpu: unlimited }
writable: [{ path: /tmp, size: 1Gi }, { path: /dumps, size: 2Gi }]
`,
    ["/tmp/hsperfdata_185/1", "/tmp/tomcat.8080.1/work", "/dumps/java_pid1.hprof"],
    185,
  ],
])("%s", (_, yaml, written, user) => {
  const pod = podOf(yaml);
  const [container] = pod.containers;
  expect(container!.securityContext.readOnlyRootFilesystem).toBe(true);
  expect(pod.securityContext.runAsUser).toBe(user);
  const mounted = container!.volumeMounts.map(({ mountPath }) => mountPath);
  for (const file of written)
    expect([file, mounted.filter((directory) => !path.relative(directory, file).startsWith(".."))]).toEqual([
      file,
      [expect.any(String)],
    ]);
  const asSent = JSON.parse(JSON.stringify(pod)) as Properties;
  expect(restrictedViolations(asSent)).toEqual([]);
  expect(invalidField(asSent)).toBeUndefined();
});
