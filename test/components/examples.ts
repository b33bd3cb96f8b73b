// Runs the example of every component under mocks.
import * as path from "node:path";
import { root } from "../../tools/generated";
import { readComponents } from "../../tools/reference/component-source";
import { deploy, expectChildNames } from "../mocks";

export const components = readComponents(root);

/**
 * Each example declares its component, and nothing in it waits for what never comes. A file of examples runs once in each
 * file of tests, since Node keeps what it has loaded.
 *
 * @param preview of the first update, in which nothing that AWS adds is known.
 */
export function runExamples(preview: boolean): void {
  test.each(components.map((one) => [one.name, one] as const))(
    "the example of %s",
    async (_, { token, exampleFile }) => {
      const { resources } = await deploy(() => import(path.join(root, exampleFile)), { preview });
      expect(resources.map(({ type }) => type)).toContain(token);
      // Beside its component an example may have what its user brings along, such as the log group that a key is for.
      expectChildNames(resources.filter(({ parent, type }) => parent || type.startsWith("crossover:")));
    },
  );
}
