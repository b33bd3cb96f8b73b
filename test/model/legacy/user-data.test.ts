// Tests the user data of legacy instances: what cloud-init writes, and what a shell reads of it.
import { execFileSync } from "node:child_process";
import { environmentFile, secretsFile, userData, userDataProblem } from "../../../src/model/legacy/user-data";
import { web } from "../services";

interface CloudConfig {
  write_files: { path: string; permissions: string; content: string }[];
}

function decoded(environment: Record<string, string>, secrets: Record<string, string> = {}): CloudConfig {
  const text = Buffer.from(
    userData({ ...web, secrets, environment: { ...web.environment, legacy: environment } }),
    "base64",
  ).toString();
  const [header, body] = text.split("\n");
  expect(header).toBe("#cloud-config");
  return JSON.parse(body!) as CloudConfig;
}

test("writes the legacy environment, sorted, to the service's file", () => {
  expect(environmentFile(web)).toBe("/etc/crossover/api.env");
  expect(decoded({ B: "2", A: "1 and more" }).write_files).toEqual([
    { path: "/etc/crossover/api.env", permissions: "0640", content: 'A="1 and more"\nB="2"\n' },
  ]);
});

test("names secrets in a file of their own, and never a value", () => {
  expect(secretsFile(web)).toBe("/etc/crossover/api.secrets");
  expect(decoded({}, { TOKEN: "prod/api/TOKEN" }).write_files[1]).toEqual({
    path: "/etc/crossover/api.secrets",
    permissions: "0640",
    content: 'TOKEN="prod/api/TOKEN"\n',
  });
});

test.each(['say "hi"', "a\\b", "$HOME", "`id`", "it's", "x=y # no comment", "two\nlines"])(
  "quotes %j",
  (value) => {
    const { content } = decoded({ VALUE: value }).write_files[0]!;
    const read = execFileSync("sh", ["-c", `${content}printf %s "$VALUE"`], { encoding: "utf8" });
    expect(read).toBe(value);
  },
);

test("tells what EC2 would refuse", () => {
  const configured = (length: number) => ({
    ...web,
    environment: { legacy: { LONG: "x".repeat(length) }, kubernetes: {} },
  });
  expect(userDataProblem(configured(16_000))).toBeUndefined();
  expect(userDataProblem(configured(16_384))).toMatch(/^makes \d+ bytes of user data, and EC2 takes 16384/);
});
