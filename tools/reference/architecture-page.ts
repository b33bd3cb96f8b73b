// Draws the picture in docs/architecture.md: which room imports which. The rest of that page is written by hand.
import * as fs from "node:fs";
import * as path from "node:path";
import { page } from "./markdown";
import { roomImports, type RoomImports } from "./room-imports";

/** The picture is between these two lines. */
const begin = "<!-- The picture begins. `npm run docs` draws it from the files' imports: don't edit it. -->";
const end = "<!-- The picture ends. -->";

/** Nearly every room imports these, so arrows to them would hide the others. */
const common = ["src/model", "src/schema"];

/** The page as it is, with the picture as the files' imports are now. */
export function architecturePage(directory: string): string {
  const text = fs.readFileSync(path.join(directory, "docs/architecture.md"), "utf8");
  const [before, old, ...rest] = text.split(begin);
  const after = old?.split(end)[1];
  if (before === undefined || after === undefined || rest.length > 0)
    throw new Error(`docs/architecture.md needs these two lines, once each:\n${begin}\n${end}`);
  return `${before}${page(begin, ...picture(roomImports(directory)), end).trimEnd()}${after}`;
}

function picture(rooms: RoomImports): string[] {
  const drawn = [...rooms].flatMap(([room, imported]) =>
    imported
      .filter((target) => common.includes(room) || !common.includes(target))
      .map((target) => `  ${id(room)} --> ${id(target)}`),
  );
  const nodes = (list: readonly string[]) => list.map((room) => `  ${id(room)}["${room}"]`);
  const lines = [
    "flowchart TD",
    ...nodes([...rooms.keys()].filter((room) => !common.includes(room))),
    `  subgraph common["imported nearly everywhere"]`,
    ...nodes(common).map((line) => `  ${line}`),
    "  end",
    ...drawn,
  ];
  return ["```mermaid\n" + lines.join("\n") + "\n```", ...common.map((room) => leftOut(room, rooms))];
}

/** In words, who imports a room whose arrows are left out. */
function leftOut(room: string, rooms: RoomImports): string {
  const importers = [...rooms].filter(([one, imported]) => !common.includes(one) && imported.includes(room));
  return `Not drawn: \`${room}\` is imported by ${importers.map(([one]) => `\`${one}\``).join(", ")}.`;
}

/** A name for Mermaid, which reads some characters of a path as its own. */
function id(room: string): string {
  return room.replace(/\W/g, "_");
}
