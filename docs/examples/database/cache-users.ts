// A user that signs in by IAM.
import { CacheUsers } from "../../../components/database/cache-users";

const users = new CacheUsers("prod-sessions-users", { identifier: "prod-sessions" });

export const { groupId } = users;
