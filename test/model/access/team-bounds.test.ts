// Tests the texts of the teams' admission policy. What they mean to an API server, `npm run judge -- access` tries.
import * as fc from "fast-check";
import { boundsBindingSpec, boundsName, boundsSpec } from "../../../src/model/access/team-bounds";
import type { Team } from "../../../src/model/access/teams";
import { environmentName } from "../../../src/model/workload/pod";
import { job, web, worker } from "../services";

const catalogue = [web, worker, job];
const team = (name: string, services: string[], access: Team["access"] = "edit"): Team => ({
  name,
  principals: ["arn:aws:iam::111122223333:role/payments"],
  services,
  access,
});
const spec = boundsSpec(
  "prod",
  [team("payments", ["mailer", "api"]), team("support", [], "view")],
  catalogue,
);
const variable = (name: string) => spec.variables.find((one) => one.name === name)!.expression;
const refusing = (message: RegExp) => {
  const found = spec.validations.filter((one) => message.test(one.message));
  expect(found).toHaveLength(1);
  return found[0]!.expression;
};

test("every write in the namespace by anybody of a team, of any stack, is looked at, and an error refuses", () => {
  expect(spec.failurePolicy).toBe("Fail");
  expect(spec.matchConstraints.resourceRules).toEqual([
    { apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "Namespaced" },
  ]);
  expect(spec.matchConditions).toEqual([
    {
      name: "by-a-team",
      expression: 'request.userInfo.groups.exists(group, group.startsWith("crossover:"))',
    },
  ]);
  expect(boundsBindingSpec("prod", "shop")).toEqual({
    policyName: boundsName("prod"),
    validationActions: ["Deny"],
    matchResources: { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
  });
});

test("a team has the services that it edits and that exist; one that views has none", () => {
  expect(JSON.parse(variable("services"))).toEqual({
    "crossover:prod:payments": ["api", "mailer"],
    "crossover:prod:support": [],
  });
  const more = boundsSpec("prod", [team("a", ["api", "gone"]), team("b", ["api"], "view")], catalogue);
  expect(JSON.parse(more.variables[0]!.expression)).toEqual({
    "crossover:prod:a": ["api"],
    "crossover:prod:b": [],
  });
});

test("nothing is made, deleted or connected to, and nothing is changed but the four", () => {
  expect(refusing(/nothing else/)).toBe(
    'request.operation == "UPDATE" && variables.what in ["apps/deployments","apps/deployments/scale",' +
      '"autoscaling/horizontalpodautoscalers","batch/cronjobs"]',
  );
});

test.each<[string, RegExp, string[]]>([
  ["a Deployment", /^of a Deployment/, ["replicas", "template"]],
  ["an autoscaler", /^of an autoscaler/, ["maxReplicas", "minReplicas"]],
  ["a CronJob", /^of a CronJob/, ["jobTemplate", "suspend"]],
])("%s is compared with the old one, field by field, but for these", (_, message, fields) => {
  const named = JSON.stringify(fields);
  expect(refusing(message)).toContain(
    `object.spec.all(field, field in ${named} || field in oldObject.spec && object.spec[field] == oldObject.spec[field]) && ` +
      `oldObject.spec.all(field, field in ${named} || field in object.spec)`,
  );
});

test("of a pod template the images and two annotations may differ, of a container its image and which of its own ConfigMaps", () => {
  const expression = refusing(/^of a pod template/);
  for (const [one, other, fields] of [
    ["variables.template", "variables.oldTemplate", ["metadata", "spec"]],
    ["variables.template.metadata", "variables.oldTemplate.metadata", ["annotations"]],
    ["variables.template.spec", "variables.oldTemplate.spec", ["containers"]],
    ["one", "old", ["envFrom", "image"]],
  ] as const)
    expect(expression).toContain(
      `${one}.all(field, field in ${JSON.stringify(fields)} || field in ${other} && ${one}[field] == ${other}[field])`,
    );
  expect(expression).toContain('note in ["crossover/version","kubectl.kubernetes.io/restartedAt"]');
  expect(expression).toContain(
    'source.configMapRef.name.matches("^" + object.metadata.name + "-[0-9a-f]{10}$")',
  );
  expect(expression).toContain("size(variables.template.spec.containers) == size(variables.oldTemplate");
});

test("the ConfigMaps that a team may go back to are named as the program names them", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (kubernetes) => {
      const name = environmentName({ name: "api", environment: { legacy: {}, kubernetes } });
      expect(name).toMatch(/^api-[0-9a-f]{10}$/);
    }),
  );
});

test("whatever the names, every expression is balanced and every message is one line", () => {
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/);
  fc.assert(
    fc.property(name, fc.uniqueArray(name, { maxLength: 4 }), (stack, names) => {
      const made = boundsSpec(
        stack,
        names.map((one) => team(one, ["api"])),
        catalogue,
      );
      for (const { expression } of [...made.validations, ...made.variables, ...made.matchConditions])
        for (const [open, close] of ["()", "[]", "{}"])
          expect(expression.split(open!).length).toBe(expression.split(close!).length);
      for (const { message } of made.validations) expect(message).not.toMatch(/\n/);
    }),
  );
});
