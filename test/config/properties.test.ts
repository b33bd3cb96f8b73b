// Tests that whatever a file holds is either accepted or refused in words: nothing throws.
import fc from "fast-check";
import { validate } from "../../src/config/explain";
import { mergeSettings } from "../../src/model/environment/settings";
import { serviceFile, type ServiceFile } from "../../src/schema/service";
import { stackFile } from "../../src/schema/stack";
import { trafficValue } from "../../src/schema/stack/traffic";
import { api, config, mailer, report } from "./project";

const seed = { seed: 20 };

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const cpu = fc.oneof(
  fc.integer({ min: 1, max: 64_000 }).map((count) => `${count}m`),
  fc.integer({ min: 1, max: 64 }).map(String),
);
const memory = fc
  .tuple(fc.integer({ min: 1, max: 512 }), fc.constantFrom("Mi", "Gi"))
  .map(([count, unit]) => `${count}${unit}`);
const bounds = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }))
  .map(([min, more]) => ({ min, max: min + more }));
const ladder = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
  .map((rungs) => [0, ...rungs.sort((a, b) => a - b), 100]);
const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 1, max: 30 }).map((step) => `*/${step}`),
  );
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const common = {
  image: fc.stringMatching(/^[a-z0-9]{1,8}([._/-][a-z0-9]{1,8}){0,2}$/),
  architectures: optional(fc.subarray(["amd64", "arm64"], { minLength: 1 })),
  resources: fc.record({ cpu, memory }),
  burst: optional(fc.record({ cpu, memory }, { requiredKeys: [] })),
  command: optional(fc.array(fc.string(), { minLength: 1, maxLength: 3 })),
  environment: optional(
    fc.dictionary(
      fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/),
      fc.oneof(fc.string(), fc.record({ legacy: fc.string(), kubernetes: fc.string() })),
    ),
  ),
  after: optional(fc.array(label, { maxLength: 2 })),
  legacy: optional(
    fc
      .tuple(bounds, fc.constantFrom("m5.large", "t4g.small"))
      .map(([range, instanceType]) => ({ platform: "autoScaling", instanceType, ...range })),
  ),
};

const service = fc.oneof(
  fc.record({
    ...common,
    kind: fc.constant("web"),
    port: fc.integer({ min: 1, max: 65535 }),
    health: optional(fc.constant({ path: "/up" })),
    scale: bounds,
    routes: fc.dictionary(label, fc.record({ ladder: optional(ladder) }), { minKeys: 1, maxKeys: 3 }),
  }),
  fc.record({ ...common, kind: fc.constant("worker"), scale: bounds }),
  fc.record({
    ...common,
    kind: fc.constant("job"),
    schedule: fc
      .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
      .map((fields) => fields.join(" ")),
  }),
);

test("services from the schema's own space are accepted and settled", () => {
  const catalogues = fc.dictionary(label, service, { minKeys: 1, maxKeys: 6 });
  fc.assert(
    fc.property(catalogues, fc.constantFrom("create", "skip"), (given, legacy) => {
      const catalogue = new Map<string, ServiceFile>();
      for (const [name, value] of Object.entries(given)) {
        const { value: file, problems } = validate(serviceFile, value, (path) => path);
        expect(problems).toEqual([]);
        catalogue.set(name, file!);
      }
      const releases = Object.fromEntries(Object.keys(given).map((name) => [name, { tag: "1" }]));
      const stack = stackFile.parse({ ...config, legacy, releases });
      const { settings, problems } = mergeSettings(catalogue, stack, "Pulumi.dev.yaml");
      expect(settings.services.map(({ name }) => name)).toEqual(Object.keys(given));
      for (const { path, message } of problems)
        expect(`${path}: ${message}`).not.toMatch(/undefined|NaN|\[object/);
    }),
    { ...seed, numRuns: 150 },
  );
});

/** Words that zod would have said. */
const zodsOwn = /expected|received|Invalid|Unrecognized|Too (big|small)/;

test("any text as a traffic value is `legacy`, `kubernetes`, a name that a cluster may have, or refused in words", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.stringMatching(/^ ?\+?0*\d{1,4}(\.0)? ?%?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { value, problems } = validate(trafficValue, text, (path) => path);
      if (/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(text)) return expect(value).toBe(text);
      expect(problems).toHaveLength(1);
      expect(problems[0]!.message).toMatch(/^must be /);
    }),
    { ...seed, numRuns: 1_000 },
  );
});

test("a number that is suggested is one that is accepted", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^ ?\+?0{0,3}\d{1,3}(\.0)? ?%?$/), (text) => {
      const { message } = validate(trafficValue, text, (path) => path).problems[0]!;
      const digits = /^must be the number (\d+),/.exec(message)?.[1];
      if (digits === undefined) return expect(Number.parseInt(text, 10)).toBeGreaterThan(100);
      expect(trafficValue.parse(Number(digits))).toBe(Number.parseInt(text, 10));
    }),
    { ...seed, numRuns: 500 },
  );
});

test.each<[string, Record<string, unknown>, (value: unknown) => readonly { message: string }[]]>([
  ["web service", api, (value) => validate(serviceFile, value, (path) => path).problems],
  ["worker", mailer, (value) => validate(serviceFile, value, (path) => path).problems],
  ["job", report, (value) => validate(serviceFile, value, (path) => path).problems],
  ["stack", config, (value) => validate(stackFile, value, (path) => path).problems],
])("anything in the place of a part of a %s is explained in plain words", (_, good, check) => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(good)), fc.anything(), (key, value) => {
      for (const { message } of check({ ...good, [key]: value })) {
        expect(message).not.toMatch(zodsOwn);
        expect(message.length).toBeLessThan(220);
      }
    }),
    { ...seed, numRuns: 300 },
  );
});
