// Tests that a secret that a service names and that doesn't exist is refused before anything is declared.
import { secretProblems } from "../../src/observe/secrets";
import { deploy } from "../mocks";
import { web } from "../model/services";

const service = { ...web, secrets: { TOKEN: "prod/api/TOKEN" } };

function asked(names: string[]) {
  const filters: unknown[] = [];
  const calls = {
    "aws:secretsmanager/getSecrets:getSecrets": (inputs: { filters?: unknown }) => {
      filters.push(inputs.filters);
      return { names };
    },
  };
  return { filters, calls };
}

test("looks for the stack's secrets, once", async () => {
  const { filters, calls } = asked(["prod/api/TOKEN"]);
  await deploy(() => secretProblems("prod", [service, web]), { calls });
  expect(filters).toEqual([[{ name: "name", values: ["prod/"] }]]);
});

test("refuses what isn't there", async () => {
  const { calls } = asked(["prod/api/TOKENS"]);
  const { result } = await deploy(() => secretProblems("prod", [service]), { calls });
  expect(result).toMatchObject([{ rule: "secrets", path: "services/api.yaml: secrets.TOKEN" }]);
});

test("asks nothing where no service names any", async () => {
  const { filters, calls } = asked([]);
  await deploy(() => secretProblems("prod", [web]), { calls });
  expect(filters).toEqual([]);
});
