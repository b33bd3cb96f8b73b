// Defines where the images of an environment come from.
import { z } from "zod";
import { region, text, uniqueList, wholeNumber } from "../common";

const account = text(/^\d{12}$/, 'must be an account id of 12 digits, in quotes, such as `"111122223333"`');

export const registry = z.union(
  [
    z.strictObject({
      create: z
        .strictObject({
          keepImages: wholeNumber(1, 1000).default(50).describe("Images that each repository keeps."),
          readers: uniqueList(account).default([]).describe("Other accounts that may pull, by their ids."),
          replicate: z
            .array(
              z.strictObject({
                region: region.describe("Where copies go."),
                account: account.optional().describe("Whose registry they go to, if not the own account's."),
              }),
            )
            // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html
            .refine((places) => places.length <= 25, "can name 25 places at most")
            .meta({ uniqueItems: true, maxItems: 25 })
            .default([])
            .describe("Other regions and accounts that every image is copied to."),
        })
        .describe("This stack creates the repositories."),
    }),
    z.strictObject({
      adopt: z
        .strictObject({
          account: account.describe("The account that owns the repositories."),
          region: region.describe("Their region."),
        })
        .describe("The repositories are another stack's, and only looked up."),
    }),
  ],
  'must be `{ create: { keepImages: 50 } }` or `{ adopt: { account: "…", region: … } }`',
);
