// Reads what serves an application today from one word, in the form that `init --legacy` takes.
import { validate } from "../../config";
import { didYouMean } from "../../model/names/nearest";
import { legacy } from "../../schema/legacy";
import { legacyOverride } from "../../schema/stack/legacy";
import { release } from "../../schema/stack/services";

/** What the files say of a legacy side. */
export interface LegacyChoice {
  /** In the service file: a platform that the program creates. */
  readonly platform?: object;
  /** In the stack file: what is there already. */
  readonly override?: object;
  /** In the stack file's release. */
  readonly ami?: string;
}

/** One kind of what may follow a colon: how it is written, and what its parts are. */
interface Kind {
  readonly written: string;
  readonly form: RegExp;
  readonly read: (first: string, second: string) => LegacyChoice;
}

const pair = /^([^/]+)\/([^/]+)$/;

const kinds: Readonly<Record<string, Kind>> = {
  loadBalancer: {
    written: "`loadBalancer:NAME` or `loadBalancer:NAME/TARGETGROUP`",
    form: /^([^/]+)(?:\/([^/]+))?$/,
    read: (loadBalancer, targetGroup) => adopting({ loadBalancer, targetGroup }),
  },
  ecs: {
    written: "`ecs:CLUSTER/SERVICE`",
    form: pair,
    read: (cluster, service) => adopting({ ecs: { cluster, service } }),
  },
  beanstalk: {
    written: "`beanstalk:NAME/CNAME`",
    form: pair,
    read: (name, cname) => adopting({ environment: { name, cname } }),
  },
  autoScaling: {
    written: "`autoScaling:INSTANCETYPE/AMI`",
    form: pair,
    read: (instanceType, ami) => ({
      platform: { platform: "autoScaling", instanceType, min: 2, max: 4 },
      ami,
    }),
  },
};

/** What the word says, or what is wrong with it, as words that follow it. */
export function readLegacy(text: string): { choice: LegacyChoice } | { mistake: string } {
  if (!text.includes(":"))
    return checked(hosts(text), "addresses such as `203.0.113.10,203.0.113.11`, or a host's name");
  const [name, rest] = text.split(/:(.*)/s) as [string, string];
  const kind = kinds[name];
  if (!kind) {
    const all = Object.values(kinds).map(({ written }) => written);
    return {
      mistake: `must be ${all.join(", ")}, addresses or a host's name${didYouMean(name, Object.keys(kinds))}`,
    };
  }
  const parts = kind.form.exec(rest);
  return parts
    ? checked(kind.read(parts[1]!, parts[2]!), kind.written)
    : { mistake: `must be ${kind.written}` };
}

function checked(choice: LegacyChoice, written: string): { choice: LegacyChoice } | { mistake: string } {
  const [problem] = problemsIn(choice);
  return problem === undefined ? { choice } : { mistake: `must be ${written}: ${problem}` };
}

function hosts(text: string): LegacyChoice {
  const [names, alarm] = text.split(/@(.*)/s) as [string, string | undefined];
  const isAddresses = /^[\d.,]+$/.test(names);
  return adopting({
    hosts: { ...(isAddresses ? { addresses: names.split(",") } : { hostname: names }), alarm },
  });
}

function adopting(adopt: object): LegacyChoice {
  return { override: { adopt } };
}

function problemsIn({ platform, override, ami }: LegacyChoice): string[] {
  const bare = (path: string) => path.replace(/^.*\.(?=[a-z])/, "");
  const problems = [
    ...(platform ? validate(legacy, platform, bare).problems : []),
    ...(override ? validate(legacyOverride, override, bare).problems : []),
    ...(ami === undefined ? [] : validate(release.shape.ami, ami, () => "ami").problems),
  ];
  return problems.map(({ path, message }) => `${path} ${message}`);
}
