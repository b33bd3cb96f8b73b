// Appends changes to a file, one JSON array a line, that several processes write and read, each from where it stopped.
import * as fs from "node:fs";
import { replaceFile, WriteError, writing } from "../../files";

const newline = 0x0a;

// Inputs may hold secrets of the stack, which the engine hands to providers in the clear.
const ownerOnly = 0o600;

/** Called with every line that this process has not seen; `restart` when the file was replaced by a compacted one. */
export interface JournalReader {
  restart(): void;
  read(line: readonly unknown[]): void;
}

/** All methods must be called under the lock that guards the file, but `catchUp`, which may read without it. */
export class Journal {
  private file: number;
  private inode: number;
  /** Bytes read so far; always the beginning of a line. */
  private offset = 0;
  private line = 0;

  constructor(
    private readonly path: string,
    private readonly reader: JournalReader,
  ) {
    this.file = open(path);
    this.inode = fs.fstatSync(this.file).ino;
  }

  /** Lines read or written so far. */
  get lines(): number {
    return this.line;
  }

  /**
   * Reads the lines that other processes have appended.
   *
   * @param locked cut off a last line without an end: its writer was killed. Without the lock it may still be writing.
   * @throws an error naming file and line where a line is damaged.
   */
  catchUp(locked: boolean): void {
    const file = fs.statSync(this.path, { throwIfNoEntry: false });
    if (!file) throw new Error(`${this.path} is gone. Start the rehearsal again in a new directory.`);
    if (file.ino !== this.inode) this.reopen();
    else if (file.size < this.offset) this.restart();
    else if (file.size === this.offset) return;
    const bytes = this.unread();
    const tail = bytes.length - 1 - bytes.lastIndexOf(newline);
    if (locked && tail > 0) fs.ftruncateSync(this.file, this.offset + bytes.length - tail);
    for (let start = 0; start < bytes.length - tail;) {
      const end = bytes.indexOf(newline, start);
      this.reader.read(parseLine(this.path, this.line + 1, bytes.toString("utf8", start, end)));
      this.line++;
      this.offset += end + 1 - start;
      start = end + 1;
    }
  }

  append(line: readonly unknown[]): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      if (fs.writeSync(this.file, bytes) !== bytes.length)
        throw new Error("the disk took only a part of the line");
    } catch (error) {
      fs.ftruncateSync(this.file, this.offset);
      throw new WriteError(this.path, error);
    }
    this.offset += bytes.length;
    this.line++;
  }

  /** Replaces the file by one that holds only `lines`, all or nothing. */
  replace(lines: readonly (readonly unknown[])[]): void {
    replaceFile(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), ownerOnly);
    this.reopen();
    this.offset = fs.fstatSync(this.file).size;
    this.line = lines.length;
  }

  close(): void {
    fs.closeSync(this.file);
  }

  private reopen(): void {
    fs.closeSync(this.file);
    this.file = open(this.path);
    this.inode = fs.fstatSync(this.file).ino;
    this.restart();
  }

  private restart(): void {
    this.offset = 0;
    this.line = 0;
    this.reader.restart();
  }

  private unread(): Buffer {
    const bytes = Buffer.alloc(Math.max(0, fs.fstatSync(this.file).size - this.offset));
    for (let read = 0, count = 1; read < bytes.length && count > 0; read += count)
      count = fs.readSync(this.file, bytes, read, bytes.length - read, this.offset + read);
    return bytes;
  }
}

/** The lines of a file as they are now, for who writes none. A file that is missing has none. */
export class FrozenJournal {
  private read = false;
  readonly lines = 0;

  constructor(
    private readonly path: string,
    private readonly reader: Pick<JournalReader, "read">,
  ) {}

  /** Reads the file, the first time; without a last line that has no end, which its writer may still be writing. */
  catchUp(): void {
    if (this.read) return;
    this.read = true;
    if (!fs.existsSync(this.path)) return;
    const lines = fs.readFileSync(this.path, "utf8").split("\n").slice(0, -1);
    lines.forEach((line, i) => this.reader.read(parseLine(this.path, i + 1, line)));
  }

  append(): void {
    // Kept in memory alone, by whoever asks.
  }

  replace(): void {
    // The file stays as it is.
  }

  close(): void {
    // Nothing is open.
  }
}

/** @throws an error naming file and line if it is damaged. */
function parseLine(path: string, number: number, text: string): readonly unknown[] {
  try {
    const line: unknown = JSON.parse(text);
    if (Array.isArray(line)) return line;
  } catch {
    // Refused below, like any other line that no store has written.
  }
  throw new Error(
    `${path}, line ${number}, is damaged, so the simulated cloud can't be read. ` +
      "Restore the line from a copy, or delete the directory to begin with an empty cloud.",
  );
}

function open(path: string): number {
  return writing(path, () => fs.openSync(path, "a+", ownerOnly));
}
