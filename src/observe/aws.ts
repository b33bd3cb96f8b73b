// Asks AWS past the provider: how clients are made, and how long they may take.
export { clientSettings } from "./aws/clients";
export { Deadline } from "./aws/deadline";
