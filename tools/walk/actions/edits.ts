// Defines edits of service files and of the stack file.
import type { Mapping } from "../files";
import type { Random } from "../random";
import type { Action, Walk } from "../walk";
import { attempt } from "./attempt";

type Edit = (walk: Walk, random: Random) => void;

/** Says what an edit is, and tries it. */
function trying(what: string, edit: Edit): Action {
  return (walk, random) => {
    walk.did.push(`edit: ${what}`);
    edit(walk, random);
    return attempt(walk, random, "up");
  };
}

const webs = (walk: Walk) => walk.files.services().filter((name) => walk.files.service(name).routes);

function inConfig(walk: Walk, key: string): Mapping {
  return (walk.files.config()[`crossover:${key}`] ?? {}) as Mapping;
}

function setConfig(walk: Walk, key: string, value: unknown): void {
  walk.files.editConfig((config) => (config[`crossover:${key}`] = value));
}

function without<T>(mapping: Record<string, T>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => key !== name));
}

/** A route goes by another name, and its traffic with it. */
function renameRoute(walk: Walk, random: Random): void {
  const service = random.pick(webs(walk));
  const old = random.pick(Object.keys(walk.files.service(service).routes!));
  const name = old.endsWith("-new") ? old.slice(0, -4) : `${old}-new`;
  walk.files.editService(service, (file) => {
    const { [old]: route, ...rest } = file.routes!;
    file.routes = { ...rest, [name]: route! };
  });
  moveTraffic(walk, old, name);
}

function moveTraffic(walk: Walk, old: string, name: string): void {
  const { [old]: value, ...rest } = walk.files.traffic();
  setConfig(walk, "traffic", { ...rest, ...(value !== undefined && { [name]: value }) });
}

/** A route goes to another service. */
function moveRoute(walk: Walk, random: Random): void {
  const [from, to] = random.chance(0.5) ? ["shop", "partner"] : ["partner", "shop"];
  if (!webs(walk).includes(from) || !webs(walk).includes(to)) return;
  const routes = walk.files.service(from).routes!;
  const route = random.pick(Object.keys(routes));
  if (Object.keys(routes).length === 1) return;
  walk.files.editService(from, (file) => (file.routes = without(file.routes!, route)));
  walk.files.editService(to, (file) => (file.routes![route] = {}));
}

function removeService(walk: Walk, random: Random): void {
  const name = random.pick(walk.files.services());
  const keys = Object.keys(walk.files.service(name).routes ?? { [name]: {} });
  walk.files.removeService(name);
  const left = ([key]: [string, unknown]) => !keys.includes(key);
  setConfig(walk, "traffic", Object.fromEntries(Object.entries(walk.files.traffic()).filter(left)));
  for (const key of ["releases", "services"]) {
    const { [name]: _, ...rest } = inConfig(walk, key);
    setConfig(walk, key, rest);
  }
}

/** A name is let go, and its route or service with it. */
function retire(walk: Walk, random: Random): void {
  const service = random.pick(webs(walk));
  const routes = Object.keys(walk.files.service(service).routes!);
  if (routes.length === 1) return;
  const route = random.pick(routes);
  walk.files.editService(service, (file) => (file.routes = without(file.routes!, route)));
  const { [route]: _, ...rest } = walk.files.traffic();
  setConfig(walk, "traffic", rest);
  setConfig(walk, "retired", [route]);
}

/** As `pulumi config set` writes the file, numbers at the top are text, and that means the same. */
const quoteNumbers: Action = async (walk) => {
  walk.files.editConfig((config) => {
    for (const [key, value] of Object.entries(config))
      if (typeof value === "number") config[key] = String(value);
  });
  walk.did.push("edit: numbers are text");
  const { result, problems } = await walk.run("preview");
  if (problems.some(({ rule }) => rule === "schema")) walk.wrong.push("a number that is text is refused");
  walk.files.restore();
  return result === "done";
};

function quoteTraffic(walk: Walk, random: Random): void {
  walk.ask(random.pick(walk.files.keys()), random.pick(["025", "25%", "5"]));
}

function editCluster(walk: Walk, random: Random): void {
  const clusters = inConfig(walk, "clusters") as Record<string, Mapping>;
  const { blue } = clusters;
  const change = random.pick(["version", "nodes", "removed"]);
  if (change === "removed") return setConfig(walk, "clusters", { green: blue });
  const min = random.pick([2, 3, 4]);
  const nodes = { graviton: { instanceTypes: ["t4g.xlarge"], min, max: 6 } };
  setConfig(walk, "clusters", {
    blue: {
      ...blue,
      ...(change === "nodes" ? { nodeGroups: nodes } : { version: random.pick(["1.34", "1.36", "1.37"]) }),
    },
  });
}

/** A service's legacy side is of another kind, or of another size. */
function editLegacy(walk: Walk, random: Random): void {
  const instances = { platform: "autoScaling", instanceType: random.pick(["t3.medium", "t3.large"]) };
  const tasks = { platform: "ecs", cpu: 512, memory: 1024 };
  const name = random.pick(walk.files.services().filter((one) => one !== "partner"));
  walk.files.editService(name, (file) => {
    const { min, max } = file["legacy"] as Mapping;
    file["legacy"] = { ...(random.chance(0.5) ? instances : tasks), min, max };
  });
}

/** A service's legacy side, or one of its hosts, leaves the files. */
function dropLegacy(walk: Walk, random: Random): void {
  if (random.chance(0.5)) {
    const name = random.pick(walk.files.services());
    return walk.files.editService(name, (file) => delete file["legacy"]);
  }
  const addresses = random.pick([["203.0.113.10"], ["203.0.113.11"], ["203.0.113.10", "203.0.113.11"]]);
  setConfig(walk, "services", { partner: { legacy: { adopt: { hosts: { addresses } } } } });
}

/** A route leaves, and isn't said to be retired. */
function dropRoute(walk: Walk, random: Random): void {
  const service = random.pick(webs(walk));
  const routes = walk.files.service(service).routes!;
  const route = random.pick(Object.keys(routes));
  walk.files.editService(service, (file) => (file.routes = without(routes, route)));
  setConfig(walk, "traffic", without(walk.files.traffic(), route));
}

/** Everything is in another network, or in fewer subnets of it. */
function editNetwork(walk: Walk, random: Random): void {
  const { adopt } = inConfig(walk, "network") as { adopt: Mapping & { private: string[] } };
  const made = { cidr: random.pick(["10.40.0.0/16", "10.50.0.0/16"]), nat: "single", zones: 2 };
  const other = { adopt: { ...adopt, vpc: "vpc-0a1b2c3d4e5f67899" } };
  const fewer = { adopt: { ...adopt, private: adopt.private.slice(0, 1) } };
  setConfig(walk, "network", random.pick<Mapping>([made, other, fewer]));
}

/** A service is of another kind: a worker answers no name. */
function editKind(walk: Walk, random: Random): void {
  walk.files.editService(random.pick(webs(walk)), (file) => {
    file["kind"] = "worker";
    delete file.port;
    delete file.routes;
    delete file["health"];
  });
}

/** A service has another tag. */
export function release(walk: Walk, random: Random, service?: string): void {
  const releases = inConfig(walk, "releases") as Record<string, Mapping>;
  const name = service ?? random.pick(Object.keys(releases));
  const tag = `1.0.${String(random.below(1_000))}`;
  setConfig(walk, "releases", { ...releases, [name]: { ...releases[name], tag } });
}

const service =
  (edit: (file: Mapping, random: Random) => void): Edit =>
  (walk, random) =>
    walk.files.editService(random.pick(walk.files.services()), (file) => edit(file, random));

export const edits: Readonly<Record<string, Action>> = {
  renameRoute: trying("a route is renamed", renameRoute),
  moveRoute: trying("a route moves to another service", moveRoute),
  removeService: trying("a service is removed", removeService),
  retire: trying("a name is retired", retire),
  editPort: trying(
    "the port",
    service((file, random) => file.port !== undefined && (file.port = 3000 + random.below(5))),
  ),
  editHealthPath: trying(
    "the health path",
    service((file, random) => file.routes && (file.health = { path: random.pick(["/healthz", "/ready"]) })),
  ),
  editImage: trying(
    "the image",
    service((file, random) => (file.image = random.pick(["shop", "store", "mailer"]))),
  ),
  editScale: trying(
    "the scale",
    service((file, random) => (file.scale = { min: 2 + random.below(3), max: 8 })),
  ),
  editEnvironment: trying(
    "the environment",
    service((file, random) => (file.environment = { LOG_LEVEL: random.pick(["info", "debug"]) })),
  ),
  release: trying("a release", (walk, random) => release(walk, random)),
  editLegacy: trying("the legacy platform", editLegacy),
  dropLegacy: trying("a part of legacy leaves", dropLegacy),
  dropRoute: trying("a route leaves", dropRoute),
  editNetwork: trying("the network", editNetwork),
  editKind: trying("the kind of a service", editKind),
  editRequests: trying(
    "what pods ask for",
    service((file, random) => (file.resources = { cpu: random.pick(["250m", "500m"]), memory: "512Mi" })),
  ),
  editArchitecture: trying(
    "the architectures",
    service((file, random) => (file.architectures = random.pick([["arm64"], ["amd64", "arm64"]]))),
  ),
  editDomain: trying("the domain", (walk) => setConfig(walk, "zone", { create: "walk.example.org" })),
  adoptZone: trying("the zone is adopted", (walk) => setConfig(walk, "zone", { adopt: "walk.example.com" })),
  editCluster: trying("the cluster", editCluster),
  quoteNumbers,
  quoteTraffic: trying("a percentage is text", quoteTraffic),
};
