// A key that remains when its database is deleted.
import { StoreKey } from "../../../components/database/store-key";

const key = new StoreKey("prod-main-key", { description: "Database prod-main" });

export const { arn } = key;
