// Tests one service of each kind of legacy side, all the way to Kubernetes on the real engine, with no name unanswered.
import { parse, stringify } from "yaml";
import { operations, type Project, small, unchanged } from "./project";

/** What the stack adopts, by service; the others are made. */
const adopted = {
  backoffice: { loadBalancer: "backoffice", targetGroup: "backoffice" },
  booking: { environment: { name: "booking", cname: "booking.eu-west-1.elasticbeanstalk.com" } },
  frontend: { hosts: { hostname: "frontend.example.net" } },
  "message-handler": { ecs: { cluster: "chat", service: "message-handler" } },
  monolith: { hosts: { addresses: ["203.0.113.11", "203.0.113.12"] } },
  timeclock: { loadBalancer: "timeclock" },
};
const made = ["partner-gateway", "search"];
const routes = [
  "api",
  "app",
  "backoffice",
  "booking",
  "ingest",
  "messages",
  "partner",
  "search",
  "timeclock",
];

const at: Record<string, Project> = {};
const all = (value: unknown) => Object.fromEntries(routes.map((route) => [route, value]));

beforeAll(async () => {
  const project = small("auth", ...Object.keys(adopted), ...made);
  for (const name of ["monolith", "partner-gateway"]) {
    const file = `services/${name}.yaml`;
    const service = parse(project.read(file)) as { routes: Record<string, object> };
    service.routes = Object.fromEntries(Object.keys(service.routes).map((route) => [route, {}]));
    project.write(file, stringify(service));
  }
  project.configure((config) => {
    config["crossover:rules"] = { ladder: [0, 50, 100], bake: "10m", soak: "1h", concurrent: 20 };
    for (const [name, adopt] of Object.entries(adopted))
      config["crossover:services"][name] = { legacy: { adopt } };
  });
  await project.done("up");
  expect((await project.done("up")).changes).toEqual(unchanged);
  at.legacy = project.fork();
  // At 100 once more: that update finds legacy without answers.
  for (const value of [0, 50, 100, 100, "kubernetes"]) {
    project.ask(all(value));
    await project.done("up --advance 1h");
    at[value] = project.fork();
  }
  at.end = project;
});

const typesOf = (project: Project) =>
  Object.fromEntries(
    project
      .cloud()
      .filter(({ type, outputs }) => type === "aws:route53/record:Record" && outputs.setIdentifier === "blue")
      .map(({ outputs }) => [(outputs.fqdn as string).split(".")[0], outputs.type]),
  );

test("no name goes unanswered at any moment", () => {
  expect(at.end!.outages()).toEqual([]);
});

test("every set has the type that its legacy side needs, and keeps it", () => {
  const expected = Object.fromEntries(routes.map((route) => [route, route === "app" ? "CNAME" : "A"]));
  for (const value of ["0", "100", "kubernetes"]) {
    const { auth, ...found } = typesOf(at[value]!);
    expect(found).toEqual(expected);
    expect(auth).toBe("A");
  }
});

test("what the program made goes, and what it adopted stays and is named", async () => {
  const project = at.end!;
  expect((await project.done("up")).changes).toEqual(unchanged);
  const left = project.cloud().filter(({ type }) => /elasticbeanstalk|aws:ecs|aws:s3/.test(type));
  expect(left.map(({ outputs }) => outputs.name).sort()).toEqual(["booking", "chat", "message-handler"]);
  const outputs = project.resource("pulumi:pulumi:Stack", "crossover-dev")!.outputs!;
  const removable = outputs.removable as Record<string, { what: string; notBefore: string }>;
  expect(Object.fromEntries(Object.entries(removable).map(([name, { what }]) => [name, what]))).toEqual({
    backoffice: expect.stringContaining("the load balancer backoffice") as unknown,
    booking: "the Beanstalk environment booking",
    frontend: "the hosts frontend.example.net",
    "message-handler": "the ECS service message-handler of the cluster chat",
    monolith: "the hosts 203.0.113.11, 203.0.113.12",
    timeclock: expect.stringContaining("the load balancer timeclock") as unknown,
  });
  expect(Date.parse(removable.booking!.notBefore)).toBeGreaterThan(0);
});

test("a service that skips what it has left changes nothing, and keeps the type of its records", async () => {
  const project = at.end!.fork();
  project.configure((config) => {
    for (const name of Object.keys(adopted)) config["crossover:services"][name] = { legacy: "skip" };
  });
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(typesOf(project)).toMatchObject({ app: "CNAME", timeclock: "A" });
});

test("nothing may be removed before that", () => {
  expect(at[100]!.resource("pulumi:pulumi:Stack", "crossover-dev")!.outputs!.removable).toEqual({});
});

test("a release moves image and version on both platforms, and nothing else", async () => {
  const project = at.legacy!.fork();
  project.configure((config) => {
    for (const name of made) config["crossover:releases"][name] = { tag: "1.0.1" };
  });
  const done = operations(await project.done("up"));
  const touched = new Set(done.map((step) => step.replace(/^\S+ \S+ /, "")));
  expect([...touched].sort()).toEqual([
    "partner-gateway-legacy-service",
    "partner-gateway-legacy-task",
    "search-legacy-bundle",
    "search-legacy-env",
    "search-legacy-version",
  ]);
  expect(project.outages()).toEqual([]);
});

test.each([
  ["203.0.113.11", "api.dev.example.com", 0.5],
  ["frontend.example.net", "app.dev.example.com", 0],
])(
  "with %s lost, clients notice at once, and the side on standby takes over",
  async (host, route, answers) => {
    const project = at[0]!.fork();
    project.configure((config) => (config["crossover:maxReplicas"] = 19));
    const lost = await project.run(`up --advance 1h --fault lose:${host}@1`);
    expect(lost).toMatchObject({ code: 1, result: "dipped", problems: [] });
    expect(lost.dips).toContainEqual(expect.objectContaining({ route, availability: answers }));
    expect(lost.dips![0]!.reason).toContain(`${host} is lost`);
    expect(project.cloud().filter(({ type }) => type.endsWith("LostHost"))).toHaveLength(1);

    // The checks have noticed, and resolvers have forgotten.
    await project.done("up --advance 10m");
    for (const { availability } of project.outages()) expect(availability).toBe(1);
  },
);

test("a dip that is meant counts as done", async () => {
  const project = at[0]!.fork();
  project.configure((config) => (config["crossover:maxReplicas"] = 19));
  const { dips } = await project.done("up --advance 1h --fault lose:203.0.113.11@1 --allow-dip");
  expect(dips).toContainEqual(expect.objectContaining({ route: "api.dev.example.com", availability: 0.5 }));
});

test("a legacy side that the set's type can't name is refused", async () => {
  const project = at[0]!.fork();
  project.configure((config) => {
    config["crossover:services"].timeclock = {
      legacy: { adopt: { hosts: { hostname: "timeclock.example.net" } } },
    };
  });
  const { code, problems } = await project.run("preview");
  expect(code).toBe(1);
  expect(problems).toMatchObject([{ rule: "record", path: "crossover:traffic.timeclock" }]);
});
