/** Files that survive a crash. What is read is what was written, whole, or an error. Paths are absolute. */
export interface DurableFiles {
  /** Names of the files and folders in a directory; none where it does not exist. */
  names(directory: string): Promise<readonly string[]>;
  /** @throws Error for a file that is not there, that something else wrote, or whose checksum is wrong */
  read(path: string): Promise<Uint8Array>;
  /** Written aside and renamed once it is on the disk. Folders are made as needed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file or a folder, and the folder around it if nothing is left there. What is not there is fine. */
  remove(path: string): Promise<void>;
  /** With the folders around it; one that is there already is fine. */
  makeFolder(path: string): Promise<void>;
  openLog(path: string): Promise<RecordLog>;
  /** All whole records, in order. A torn tail is cut off the file; `cutBytes` says how much. */
  readLog(path: string): Promise<{ readonly records: readonly Uint8Array[]; readonly cutBytes: number }>;
}

export interface RecordLog {
  /** Resolves when the record is on the disk. */
  append(record: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
