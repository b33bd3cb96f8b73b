// Writes the pages, and the picture, that are generated from the source: `npm run docs`; with `--check` it only compares.
import { generate, root, stale, type Files } from "./generated";
import { architecturePage } from "./reference/architecture-page";
import { componentsPage } from "./reference/components-page";
import { controlsPage } from "./reference/controls-page";
import { guardsPage } from "./reference/guards-page";
import { limitsPage } from "./reference/limits-page";
import { refusalsPage } from "./reference/refusals-page";

/** The text of each page, by its path from the project's root. */
export function documents(): Files {
  return {
    "docs/architecture.md": architecturePage(root),
    "docs/components.md": componentsPage(root),
    "docs/guide/refusals.md": refusalsPage(root),
    "docs/controls.md": controlsPage(root),
    "docs/guards.md": guardsPage(root),
    "docs/limits.md": limitsPage(root),
  };
}

/** The pages that are not as the source says. */
export function staleDocuments(directory?: string): string[] {
  return stale(documents(), directory);
}

if (require.main === module) generate(documents(), "docs");
