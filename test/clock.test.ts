// Tests which time counts: a simulated clock's in a rehearsal, and the machine's wherever AWS is the real one.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { clock, clockVariable } from "../src/clock";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "clock-"));
const file = path.join(folder, "clock");
const before = { ...process.env };

afterEach(() => (process.env = { ...before }));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** How far it is ahead of the machine, to the minute. */
const ahead = () => Math.round((clock().getTime() - Date.now()) / 60_000);

test.each([
  ["http://127.0.0.1:41234", 90],
  ["http://127.0.0.1.example.com:80", 0],
  ["https://route53.amazonaws.com", 0],
  [undefined, 0],
])("where AWS is asked at %s, an hour and a half ahead is %d minutes", (endpoint, minutes) => {
  fs.writeFileSync(file, String(90 * 60_000));
  process.env[clockVariable] = file;
  if (endpoint !== undefined) process.env["AWS_ENDPOINT_URL"] = endpoint;
  expect(ahead()).toBe(minutes);
});

test("without the variable it is the machine's", () => {
  process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:41234";
  expect(ahead()).toBe(0);
});
