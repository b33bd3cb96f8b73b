// Tests what is refused, and what is warned of, of versions whose support ends, on given days.
import { judgeVersions, stepsUp } from "../../../src/model/versions/judge";
import type { StackFile } from "../../../src/schema/stack";
import { cache, database } from "../stores";
import { web } from "../services";

const file = "Pulumi.prod.yaml";
const today = "2026-11-29";

interface Asked {
  readonly kubernetes?: { version: string; extendedSupport?: boolean };
  readonly databases?: object;
  readonly caches?: object;
  readonly beanstalk?: { stack: string; extendedSupport?: boolean };
}

function judge({ kubernetes, databases = {}, caches = {}, beanstalk }: Asked, day = today) {
  const clusters = kubernetes
    ? { blue: { kind: "eks", extendedSupport: false, ...kubernetes }, shared: { kind: "shared" } }
    : {};
  const legacy = {
    manage: "create",
    platform: "beanstalk",
    instanceType: "m5.large",
    min: 1,
    max: 1,
  } as const;
  const services = beanstalk ? [{ ...web, legacy: { ...legacy, ...beanstalk } }] : [web];
  const stack = { clusters, databases, caches } as unknown as StackFile;
  return judgeVersions(stack, { services }, file, new Date(`${day}T08:00:00Z`));
}

const path = `${file}: crossover:clusters.blue.version`;
const refused = (message: string, allowed: string, at = path) => ({
  problems: [{ rule: "version", path: at, message, allowed }],
  warnings: [],
});
const warned = (message: string, at = path) => ({ problems: [], warnings: [`${at}: ${message}`] });
const fine = { problems: [], warnings: [] };

describe("Kubernetes", () => {
  test("a version with time left says nothing", () => {
    expect(judge({ kubernetes: { version: "1.36" } })).toEqual(fine);
    expect(judge({ kubernetes: { version: "1.35" } })).toEqual(fine);
  });

  test("within 90 days of the end of standard support, the date and the next version are warned of", () => {
    expect(judge({ kubernetes: { version: "1.34" } })).toEqual(
      warned(
        `EKS's standard support of Kubernetes 1.34 ends on 2026-12-02, in 3 days: next is "1.35", then "1.36"`,
      ),
    );
    expect(judge({ kubernetes: { version: "1.34" } }, "2026-12-01").warnings[0]).toContain("in 1 day:");
    expect(judge({ kubernetes: { version: "1.36" } }, "2027-05-05")).toEqual(
      warned("EKS's standard support of Kubernetes 1.36 ends on 2027-08-02, in 89 days"),
    );
  });

  test("past it, it is refused, unless the cluster accepts extended support, which is warned of", () => {
    expect(judge({ kubernetes: { version: "1.34" } }, "2026-12-02")).toEqual(
      refused(
        "EKS ended its standard support of Kubernetes 1.34 on 2026-12-02, and has billed extended support since",
        `"1.35", then "1.36", or add \`extendedSupport: true\``,
      ),
    );
    expect(judge({ kubernetes: { version: "1.34", extendedSupport: true } }, "2026-12-02")).toEqual(
      warned(
        "Kubernetes 1.34 has been in EKS's extended support since 2026-12-02, which costs extra and ends on 2027-12-02",
      ),
    );
  });

  test("past extended support nothing helps", () => {
    expect(judge({ kubernetes: { version: "1.31", extendedSupport: true } })).toEqual(
      refused(
        "EKS ended its extended support of Kubernetes 1.31 on 2026-11-26: it creates none, and upgrades what is left of it",
        '"1.32", then "1.33", then "1.34", then "1.35", then "1.36"',
      ),
    );
    expect(judge({ kubernetes: { version: "1.17", extendedSupport: true } }).problems).toMatchObject([
      { path, message: "EKS no longer offers Kubernetes 1.17" },
    ]);
  });

  test("of a newer one than is known, that is said", () => {
    expect(judge({ kubernetes: { version: "1.99" } })).toEqual(
      warned(
        "when the support of Kubernetes 1.99 ends isn't known here: src/schema/versions.yaml goes up to 1.36, and " +
          "`npm run versions` looks for newer ones",
      ),
    );
  });

  test("steps lead up to the newest with half a year left, and not beyond", () => {
    expect(stepsUp("1.34", new Date(today))).toEqual(["1.35", "1.36"]);
    expect(stepsUp("1.36", new Date(today))).toEqual([]);
    expect(stepsUp("1.17", new Date(today))).toEqual(["1.32", "1.33", "1.34", "1.35", "1.36"]);
  });
});

test("databases are judged by their engine's major version", () => {
  const main = `${file}: crossover:databases.main.version`;
  const on = (settings: object, day?: string) => judge({ databases: { main: database(settings) } }, day);
  expect(on({ version: "17.6" })).toEqual(fine);
  expect(on({ version: "14.20" }, "2026-12-01")).toEqual(
    warned(
      'RDS\'s standard support of postgres 14 ends on 2027-02-28, in 89 days: next is "15" or newer',
      main,
    ),
  );
  expect(on({ version: "13.22" })).toEqual(
    refused(
      "RDS ended its standard support of postgres 13 on 2026-02-28, and has billed extended support since",
      '"15" or newer, or add `extendedSupport: true`',
      main,
    ),
  );
  expect(on({ engine: "mysql", version: "8.0.43", extendedSupport: true })).toEqual(
    warned(
      "mysql 8.0 has been in RDS's extended support since 2026-07-31, which costs extra and ends on 2029-07-31",
      main,
    ),
  );
  expect(on({ version: "9.6", extendedSupport: true }).problems).toMatchObject([
    { path: main, message: "RDS no longer offers postgres 9" },
  ]);
  expect(on({ version: "19" }).warnings).toHaveLength(1);
});

test("so are caches, of some of which AWS has announced no end", () => {
  const at = `${file}: crossover:caches.sessions.version`;
  const on = (settings: object, day?: string) => judge({ caches: { sessions: cache(settings) } }, day);
  expect(on({ engine: "valkey", version: "8.0" }, "2040-01-01")).toEqual(fine);
  expect(on({ engine: "redis", version: "6.2" }, "2027-01-31")).toEqual(
    refused(
      "ElastiCache ended its standard support of redis 6 on 2027-01-31, and has billed extended support since",
      '"7" or newer, or add `extendedSupport: true`',
      at,
    ),
  );
});

test("a Beanstalk platform ends with its operating system", () => {
  const at = `services/${web.name}.yaml: legacy.stack`;
  const old = "64bit Amazon Linux 2 v4.0.0 running Docker";
  expect(judge({ beanstalk: { stack: "64bit Amazon Linux 2023 v4.5.0 running Docker" } })).toEqual(fine);
  expect(judge({ beanstalk: { stack: old } })).toEqual(
    refused(
      "Elastic Beanstalk ended its support of the platform 64bit Amazon Linux 2 on 2026-06-30",
      "a solution stack of `64bit Amazon Linux 2023`, or add `extendedSupport: true`",
      at,
    ),
  );
  expect(judge({ beanstalk: { stack: old, extendedSupport: true } })).toEqual(
    warned(
      "the platform 64bit Amazon Linux 2 has had no support of Elastic Beanstalk's since 2026-06-30",
      at,
    ),
  );
});
