/** What the control plane tells the hidden window; a start comes with the executor's port. */
export type SandboxCommand =
  | { readonly command: 'start'; readonly executorId: string; readonly language: string }
  | { readonly command: 'startDriver'; readonly driverId: string }
  | { readonly command: 'terminate'; readonly executorId: string };
