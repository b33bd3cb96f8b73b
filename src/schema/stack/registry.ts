// Where the images of an environment come from.
import { z } from "zod";
import { region, text, wholeNumber } from "../common";

export const registry = z.union(
  [
    z.strictObject({
      create: z
        .strictObject({
          keepImages: wholeNumber(1, 1000).default(50).describe("Images that each repository keeps."),
        })
        .describe("This stack makes the repositories."),
    }),
    z.strictObject({
      adopt: z
        .strictObject({
          account: text(/^\d{12}$/, "must be an account id of 12 digits, in quotes").describe(
            "The account that owns the repositories.",
          ),
          region: region.describe("Their region."),
        })
        .describe("The repositories are another stack's, and only looked up."),
    }),
  ],
  'must be `{ create: { keepImages: 50 } }` or `{ adopt: { account: "…", region: … } }`',
);
