// Unites what a pod may reach by address into blocks that every reader of network policies reads alike.
import { byAddress, canonical, contains } from "./addresses";

/** Addresses, and TCP ports there. */
export interface Opening {
  /** An IPv4 range; host bits don't count. */
  readonly range: string;
  /** Parts of the range that this doesn't open. @default none */
  readonly except?: readonly string[];
  readonly ports: readonly number[];
}

/** One block of a policy. No two of a list have the same range. */
export interface Block {
  /** An IPv4 range without host bits. */
  readonly range: string;
  /** Parts of it where another block says what is open, or where nothing is. */
  readonly except: readonly string[];
  /** TCP ports, in ascending order. */
  readonly ports: readonly number[];
}

/** A range where other ports are open than around it, and such ranges within it. */
interface Node {
  readonly range: string;
  readonly ports: readonly number[];
  readonly within: Node[];
}

/**
 * The blocks that open exactly what the openings do, all of them together.
 *
 * The VPC CNI's agent looks an address up by its longest prefix alone. Rules of one range are united there, ports and
 * exceptions apart, and an exception without a rule of its own is closed whatever a wider rule of another list says
 * (https://github.com/aws/amazon-network-policy-controller-k8s/issues/121,
 * https://github.com/aws/aws-network-policy-agent/blob/main/pkg/fwruleprocessor/fw_rule_processor.go). So each range
 * occurs once here, with all its ports, and where less is open within it than in it, that part is an exception with a
 * block of its own, or none if nothing is open there.
 */
export function unite(openings: readonly Opening[]): Block[] {
  const keys = new Set(openings.flatMap(({ range, except = [] }) => [range, ...except].map(canonical)));
  const root: Node = { range: "0.0.0.0/0", ports: [], within: [] };
  // Outer ranges come before those within them.
  for (const range of [...keys].sort(byAddress))
    insert(root, { range, ports: portsOf(range, openings), within: [] });
  return allOf(root)
    .filter(({ ports }) => ports.length > 0)
    .map((node) => ({ range: node.range, except: lacking(node, node.ports), ports: node.ports }));
}

/** The ports that are open everywhere in the range but where a narrower one says otherwise. */
function portsOf(range: string, openings: readonly Opening[]): readonly number[] {
  const open = openings.filter(
    (one) => contains(one.range, range) && !(one.except ?? []).some((except) => contains(except, range)),
  );
  return [...new Set(open.flatMap(({ ports }) => ports))].sort((a, b) => a - b);
}

/** A range that differs from what is around it gets its place; any other is left out. */
function insert(around: Node, node: Node): void {
  const inner = around.within.find(({ range }) => contains(range, node.range));
  if (inner) insert(inner, node);
  else if (String(node.ports) !== String(around.ports)) around.within.push(node);
}

function allOf(node: Node): Node[] {
  return node.within.flatMap((one) => [one, ...allOf(one)]);
}

/** The widest ranges within, where at least one of the ports isn't open. */
function lacking(node: Node, ports: readonly number[]): string[] {
  return node.within.flatMap((one) =>
    ports.every((port) => one.ports.includes(port)) ? lacking(one, ports) : [one.range],
  );
}
