// Tests what `rollback --now` and `status` say where Route 53 throttles, refuses, hangs, or loses its answer.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { startRehearsal, type Rehearsal } from "../../src/rehearsal";
import type { Project } from "./project";
import { deployedAt } from "./starts";

type Kind = "zone" | "records" | "write" | "checks";

/** What happens to a request: it goes through, its answer is lost, nobody answers, or an error is answered. */
type Fault = "pass" | "lose" | "hang" | "drop" | { readonly status: number; readonly code: string };

let at25: Project;
let project: Project;
let rehearsal: Rehearsal;
let proxy: http.Server;
/** What happens to the requests of a kind, one after the other; the last goes on. */
let faults: Partial<Record<Kind, Fault[]>>;
let seen: Kind[];

beforeAll(async () => {
  at25 = await deployedAt(25);
  proxy = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => serve(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});

beforeEach(async () => {
  project = at25.fork();
  rehearsal = await startRehearsal({ directory: project.rehearsal });
  faults = {};
  seen = [];
});

afterEach(() => rehearsal.close());
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

function kindOf({ method, url = "" }: http.IncomingMessage): Kind {
  if (url.includes("healthcheck")) return "checks";
  if (!url.includes("/rrset")) return "zone";
  return method === "POST" ? "write" : "records";
}

function serve(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): void {
  const kind = kindOf(request);
  seen.push(kind);
  const queue = faults[kind] ?? [];
  const fault = (queue.length > 1 ? queue.shift() : queue[0]) ?? "pass";
  if (fault === "hang") return;
  if (fault === "drop") return void request.socket.destroy();
  if (typeof fault === "object") {
    response.writeHead(fault.status, { "content-type": "text/xml" });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${fault.code}</Code><Message>because</Message></Error></ErrorResponse>`,
    );
    return;
  }
  const { hostname, port } = new URL(rehearsal.endpoint);
  const { method, url: path, headers } = request;
  const onwards = http.request({ hostname, port, method, path, headers }, (answer) => {
    if (fault === "lose") {
      answer.resume();
      answer.on("end", () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  onwards.end(body);
}

/** Runs the command as on a real stack; only Route 53 is somewhere else. */
async function say(line: string, extra: Record<string, string> = {}) {
  const { port } = proxy.address() as AddressInfo;
  const ran = project.startReal(line, {
    AWS_ENDPOINT_URL_ROUTE_53: `http://127.0.0.1:${String(port)}`,
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_EC2_METADATA_DISABLED: "true",
    ...extra,
  });
  return ran.ended;
}

const throttled: Fault = { status: 400, code: "Throttling" };
const denied: Fault = { status: 403, code: "AccessDenied" };
const expired: Fault = { status: 403, code: "ExpiredToken" };
const broken: Fault = { status: 503, code: "ServiceUnavailable" };
const pending: Fault = { status: 400, code: "PriorRequestNotComplete" };
const invalid: Fault = { status: 400, code: "InvalidChangeBatch" };

const moved = "api.dev.example.com: legacy 100 %, blue 0 %, as the zone holds it now";
const stays = "api.dev.example.com wasn't moved: legacy 75 %, blue 25 %, as the zone holds it now";
const records = "the records of api.dev.example.com (Route 53 ListResourceRecordSets) can't be read";
const ledger =
  "the records of api._crossover.dev.example.com (Route 53 ListResourceRecordSets) can't be read";
const write = "the records of api.dev.example.com (Route 53 ChangeResourceRecordSets) can't be written";
const zone = "the zone dev.example.com (Route 53 ListHostedZonesByName) can't be read";

const down = { legacy: 100, blue: 0 };
const up = { legacy: 75, blue: 25 };

test.each<[string, typeof faults, number, Record<string, number>, readonly string[]]>([
  ["nothing", {}, 0, down, [moved, "resolvers may name blue as before for 60 s more"]],
  ["a throttled look-up of the zone, once", { zone: [throttled, "pass"] }, 0, down, [moved]],
  ["a throttled read, twice", { records: [throttled, throttled, "pass"] }, 0, down, [moved]],
  ["a throttled write, once", { write: [throttled, "pass"] }, 0, down, [moved]],
  ["a write whose answer is lost once", { write: ["lose", "pass"] }, 0, down, [moved]],
  ["a write whose answer is lost always", { write: ["lose"] }, 0, down, [write, moved]],
  ["a write after another one that isn't through", { write: [pending, "pass"] }, 0, down, [moved]],
  ["a broken service, once", { write: [broken, "pass"], records: [broken, "pass"] }, 0, down, [moved]],
  [
    "a look-up that is denied",
    { zone: [denied] },
    1,
    up,
    [`${zone}: AccessDenied: because; nothing was written`],
  ],
  [
    "a read that is denied",
    { records: [denied] },
    1,
    up,
    [`${records}: AccessDenied: because; ${ledger}: AccessDenied: because; nothing was written`],
  ],
  ["a write that is denied", { write: [denied] }, 1, up, [`${write}: AccessDenied: because`, stays]],
  [
    "a token that has expired",
    { zone: [expired] },
    1,
    up,
    [`${zone}: ExpiredToken: because; nothing was written`],
  ],
  [
    "a token that expires before the write",
    { write: [expired] },
    1,
    up,
    [`${write}: ExpiredToken: because`, stays],
  ],
  ["a batch that is refused", { write: [invalid] }, 1, up, [`${write}: InvalidChangeBatch`, stays]],
  ["a write that is always throttled", { write: [throttled] }, 1, up, [write, stays]],
  ["a look-up that is always throttled", { zone: [throttled] }, 1, up, [zone, "nothing was written"]],
  ["a service that is broken", { zone: [broken] }, 1, up, [zone, "nothing was written"]],
  ["a connection that is cut", { records: ["drop"] }, 1, up, [records, ledger, "nothing was written"]],
  [
    "a zone that doesn't answer",
    { zone: ["hang"] },
    1,
    up,
    [`${zone}: no answer within 10 s; nothing was written`],
  ],
  [
    "records that don't answer",
    { records: ["hang"] },
    1,
    up,
    [`${records}: no answer within 10 s; ${ledger}: no answer within 10 s; nothing was written`],
  ],
  ["a write that isn't answered", { write: ["hang"] }, 1, up, [`${write}: no answer within 10 s`, stays]],
  [
    "a write that isn't read back",
    { records: ["pass", "pass", "pass", denied] },
    0,
    down,
    ["api.dev.example.com was written, and couldn't be read back: look by `crossover status --stack dev`"],
  ],
  [
    "a write whose answer is lost, and that isn't read back",
    { write: ["lose"], records: ["pass", "pass", "pass", denied] },
    1,
    down,
    ["whether api.dev.example.com was moved isn't known: look by `crossover status --stack dev`"],
  ],
])("rollback --now meets %s", async (_, given, code, weights, words) => {
  faults = given;
  const said = await say("rollback api --now --stack dev");
  for (const line of words) expect(said.out + said.err).toContain(line);
  expect({ code: said.code, weights: project.weights("api") }).toEqual({ code, weights });
  const wrote = said.err.includes("Pulumi.dev.yaml says crossover:traffic.api: 0 now; commit it");
  expect(wrote).toBe(code === 0 || words.some((line) => line.includes("was written, and")));
  expect(project.read("Pulumi.dev.yaml").includes("api: 0")).toBe(wrote);
});

test.each<[string, typeof faults, readonly string[]]>([
  ["a look-up that is denied", { zone: [denied] }, [`crossover: ${zone}: AccessDenied: because`]],
  ["a zone that doesn't answer", { zone: ["hang"] }, [`crossover: ${zone}: no answer within 10 s`]],
])("status meets %s", async (_, given, words) => {
  faults = given;
  const said = await say("status --stack dev");
  for (const line of words) expect(said.err).toContain(line);
  expect(said).toMatchObject({ code: 1, out: "" });
});

test("reads little, and writes once", async () => {
  await say("rollback api --now --stack dev");
  expect(seen.filter((kind) => kind === "write")).toHaveLength(1);
  // The name and its ledger before the write and after it, and the name right before it.
  expect(seen.filter((kind) => kind === "records")).toHaveLength(5);
});
