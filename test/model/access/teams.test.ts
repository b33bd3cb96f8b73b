// Tests what a team may do in its namespace, and what it never may.
import * as fc from "fast-check";
import { teamGroup, teamPolicy, teamRules, teamTrust, type Team } from "../../../src/model/access/teams";
import { job, web, worker } from "../services";

const catalogue = [web, worker, job];
const team = (more: Partial<Team> = {}): Team => ({
  name: "payments",
  principals: ["arn:aws:iam::111122223333:role/payments"],
  services: ["api"],
  access: "edit",
  ...more,
});
const changes = (one: Team) => teamRules(one, catalogue).filter(({ verbs }) => !verbs.includes("get"));

test("members enter by their own role into a group of their stack", () => {
  expect(teamGroup("prod", "payments")).toBe("crossover:prod:payments");
  expect(teamTrust(["b", "a"]).Statement[0]).toMatchObject({
    Principal: { AWS: ["a", "b"] },
    Action: ["sts:AssumeRole"],
  });
  expect(teamPolicy(["arn:cluster"]).Statement).toEqual([
    { Effect: "Allow", Action: ["eks:DescribeCluster"], Resource: ["arn:cluster"] },
  ]);
});

test("view changes nothing", () => {
  expect(changes(team({ access: "view" }))).toEqual([]);
});

test("edit changes the own services by name, a job's CronJob, and no other's", () => {
  expect(changes(team({ services: ["mailer", "api", "report"] }))).toEqual([
    {
      apiGroups: ["apps"],
      resources: ["deployments", "deployments/scale"],
      resourceNames: ["api", "mailer"],
      verbs: ["patch", "update"],
    },
    {
      apiGroups: ["autoscaling"],
      resources: ["horizontalpodautoscalers"],
      resourceNames: ["api", "mailer"],
      verbs: ["patch", "update"],
    },
    { apiGroups: ["batch"], resources: ["cronjobs"], resourceNames: ["report"], verbs: ["patch", "update"] },
  ]);
  expect(changes(team({ services: ["report"] })).map(({ resources }) => resources)).toEqual([["cronjobs"]]);
});

test("no team reads Secrets, opens a shell, escalates, or changes what isn't named", () => {
  const any = fc.record({
    access: fc.constantFrom("view" as const, "edit" as const),
    services: fc.subarray(["api", "mailer", "report"]),
  });
  fc.assert(
    fc.property(any, (more) => {
      for (const { resources, verbs, apiGroups, resourceNames } of teamRules(team(more), catalogue)) {
        expect([...resources, ...verbs, ...apiGroups]).not.toContain("*");
        expect(
          resources.filter((one) => /secret|exec|attach|portforward|role|serviceaccount/.test(one)),
        ).toEqual(resources.filter((one) => one === "externalsecrets"));
        const reading = verbs.every((verb) => ["get", "list", "watch"].includes(verb));
        if (!reading) expect(resourceNames!.every((name) => more.services.includes(name))).toBe(true);
        if (!reading) expect(resourceNames).not.toEqual([]);
      }
    }),
  );
});
