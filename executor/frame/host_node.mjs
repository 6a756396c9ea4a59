// What the frame needs of Node, 20.9 or later.
import fs from "node:fs";
import process from "node:process";

const { closeSync, mkdirSync, openSync, readFileSync, readdirSync } = fs;
const { renameSync, rmSync, writeSync } = fs;
const { env } = process;
const STDOUT = 1;

function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(file, bytes, at, bytes.length - at);
  }
}

export const host = {
  variable: (name) => env[name],
  forget: (name) => delete env[name],
  read: (path) => readFileSync(path, "utf8"),
  rename: renameSync,
  list: (path) => readdirSync(path),
  remove: (path) => rmSync(path, { recursive: true }),
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  create(path) {
    const file = openSync(path, "w");
    return {
      write: (bytes) => writeAll(file, bytes),
      close: () => closeSync(file),
    };
  },
  print: (text) => writeSync(STDOUT, text),
  exit: process.exit.bind(process),
  onCrash(tell) {
    process.on("uncaughtException", tell);
    process.on("unhandledRejection", tell);
  },
};
