// Tests that empty lists and maps are found, and that what the stacks hand to Kubernetes has none.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { emptiesOf } from "./empties";

const stacks = join(__dirname, "stacks");

test.each([
  [{ ingress: [] }, [".ingress"]],
  [{ rules: [{ from: [{ podSelector: {} }], ports: [] }] }, [".rules.0.ports"]],
  [{ metadata: { labels: {} } }, [".metadata.labels"]],
  [{ podSelector: [] }, [".podSelector"]],
  [{ volumes: [{ emptyDir: {} }], apiGroups: [""], replicas: 0, data: { key: "" } }, []],
])("%j", (value, found) => {
  expect(emptiesOf(value)).toEqual(found);
});

test.each(readdirSync(stacks).filter((file) => file.endsWith(".json")))(
  "%s has none in Kubernetes",
  (file) => {
    const lines = JSON.parse(readFileSync(join(stacks, file), "utf8")) as [string, string, object][];
    const objects = lines.filter(([type]) => type.startsWith("kubernetes:"));
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.flatMap(([, name, inputs]) => emptiesOf(inputs, name))).toEqual([]);
  },
);
