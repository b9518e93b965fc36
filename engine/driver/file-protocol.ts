/** What the host tells of a file; times are ms since the epoch, sizes bytes. */
export interface FileStatus {
  /** As in stat(2): kind and permissions. */
  readonly mode: number;
  readonly size: number;
  readonly accessed: number;
  readonly modified: number;
  readonly changed: number;
  readonly inode: number;
}
