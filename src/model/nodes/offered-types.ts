// Compares the EC2 instance types that the files name with those that AWS offers in the region.
import type { EksSettings } from "../../schema/stack/clusters";
import type { StackFile } from "../../schema/stack";
import { nearest } from "../names/nearest";
import { collectProblems, type Problem } from "../problem";
import type { Service } from "../service";

/** An instance type, or a family, where a file names it. */
export interface NamedType {
  /** Path with its file. */
  readonly path: string;
  readonly kind: "type" | "family";
  readonly name: string;
}

/**
 * The instance types and families that the files name.
 *
 * @param clusters that the stack makes, by id.
 * @param file the stack file's name, for the paths.
 */
export function namedTypes(
  services: readonly Service[],
  overrides: StackFile["services"],
  clusters: Readonly<Record<string, Pick<EksSettings, "nodeGroups" | "nodePools">>>,
  file: string,
): NamedType[] {
  const ofSides = services.flatMap(({ name, legacy }): NamedType[] => {
    if (legacy?.manage !== "create" || legacy.platform === "ecs") return [];
    const here = overrides[name]?.legacy;
    const differs = typeof here === "object" && !here.adopt && here.instanceType !== undefined;
    const path = differs ? `${file}: crossover:services.${name}` : `services/${name}.yaml:`;
    return [
      { path: `${path}${differs ? "." : " "}legacy.instanceType`, kind: "type", name: legacy.instanceType },
    ];
  });
  const ofNodes = Object.entries(clusters).flatMap(([id, { nodeGroups, nodePools = {} }]) => {
    const path = `${file}: crossover:clusters.${id}`;
    const groups = Object.entries(nodeGroups).flatMap(([group, { instanceTypes }]) =>
      instanceTypes.map((name, i): NamedType => {
        return { path: `${path}.nodeGroups.${group}.instanceTypes[${i}]`, kind: "type", name };
      }),
    );
    const pools = Object.entries(nodePools).flatMap(([pool, { families }]) =>
      families.map((name, i): NamedType => {
        return { path: `${path}.nodePools.${pool}.families[${i}]`, kind: "family", name };
      }),
    );
    return [...groups, ...pools];
  });
  return [...ofSides, ...ofNodes];
}

/** What of it AWS doesn't have. @param offered all instance types of the region. */
export function unofferedTypes(
  named: readonly NamedType[],
  offered: readonly string[],
  region: string,
): Problem[] {
  const known = {
    type: [...new Set(offered)],
    family: [...new Set(offered.map(familyOf))],
  };
  const { problems, report } = collectProblems("account");
  for (const { path, kind, name } of named)
    if (!known[kind].includes(name)) {
      const sisters = known[kind].filter((one) => familyOf(one) === familyOf(name));
      const near = nearest(name, sisters.length > 0 ? sisters : known[kind]);
      report(
        path,
        `AWS has no ${kind === "type" ? "instance type" : "family of instance types"} \`${name}\` in ${region}`,
        "account",
        near.length > 0
          ? near.join(" or ")
          : `one of those that \`aws ec2 describe-instance-type-offerings --region ${region}\` lists`,
      );
    }
  return problems;
}

function familyOf(type: string): string {
  return type.split(".")[0]!;
}
