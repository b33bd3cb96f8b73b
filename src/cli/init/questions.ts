// Declares what `init` has to know: each flag, its question, what it is by default, and what it must be.
import type { z } from "zod";
import { domainName, label, region } from "../../schema/common";
import { serviceFile } from "../../schema/service";
import { release } from "../../schema/stack/services";
import { readLegacy } from "./legacy";

type Name = "stack" | "domain" | "zone" | "region" | "service" | "image" | "port" | "route" | "legacy";

/** What was given on the command line, as it was written. */
export type Flags = Readonly<Partial<Record<Name, string>>>;

/** All of it, each in the form that its question asks for. */
export type Answers = Readonly<Required<Flags>>;

export interface Question {
  readonly name: Name;
  /** Begins in lower case. */
  readonly asks: string;
  readonly example: string;
  /** What it is where it isn't given. @default it has to be given */
  readonly usual?: (known: Flags) => string;
  /** What is wrong with an answer, in words that follow it. */
  readonly mistake: (answer: string) => string | undefined;
}

const { image: imageName, port } = serviceFile.options[0].shape;

export const questions: readonly Question[] = [
  {
    name: "stack",
    asks: "name of the stack",
    example: "first",
    mistake: by(label),
  },
  {
    name: "domain",
    asks: "domain that the public names are under",
    example: "example.com",
    mistake: by(domainName),
  },
  {
    name: "zone",
    asks: "its zone: adopt one that exists, or create it",
    example: "create",
    usual: () => "adopt",
    mistake: (answer) => (/^(adopt|create)$/.test(answer) ? undefined : "must be `adopt` or `create`"),
  },
  {
    name: "region",
    asks: "AWS region",
    example: "eu-west-1",
    mistake: by(region),
  },
  {
    name: "service",
    asks: "name of the service",
    example: "invoices",
    mistake: by(label),
  },
  {
    name: "image",
    asks: "its image in the registry, with a tag",
    example: "invoices:1.0.0",
    mistake: (answer) =>
      splitImage(answer).every(({ success }) => success)
        ? undefined
        : "must be NAME:TAG, such as `invoices:1.0.0`: a repository in the registry, without the registry's address",
  },
  {
    name: "port",
    asks: "TCP port that it listens on",
    example: "8080",
    mistake: (answer) => by(port)(/^[1-9]\d*$/.test(answer) ? Number(answer) : answer),
  },
  {
    name: "route",
    asks: "its public name under the domain",
    example: "invoices",
    usual: ({ service }) => service!,
    mistake: by(label),
  },
  {
    name: "legacy",
    asks: "what serves it today, such as its addresses or a host's name",
    example: "203.0.113.10",
    mistake: (answer) => {
      const read = readLegacy(answer);
      return "mistake" in read ? read.mistake : undefined;
    },
  },
];

/** The name and the tag of an image, each as its schema takes it. */
export function splitImage(image: string) {
  const [name, tag] = image.split(/:(.*)/s);
  return [imageName.safeParse(name), release.shape.tag.safeParse(tag)] as const;
}

function by(schema: z.ZodType): (answer: unknown) => string | undefined {
  return (answer) => schema.safeParse(answer).error?.issues[0]?.message;
}
