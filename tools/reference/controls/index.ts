// The table of controls, by framework.
import type { Framework } from "./control";
import { gdpr } from "./gdpr";
import { pci } from "./pci";
import { soc2 } from "./soc2";

export { measures } from "./measures";
export const frameworks: readonly Framework[] = [gdpr, soc2, pci];
