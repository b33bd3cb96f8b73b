// Writes files: whole, and for nobody else where they are of a rehearsal.
export {
  asUser,
  copyFolder,
  isPrivate,
  keepPrivate,
  makePrivate,
  newPrivateFolder,
  privateFile,
  privateFolder,
} from "./private";
export { freeBytes, makeFiles, replaceFile, WriteError, writing } from "./write";
