export { createExecutor, type LoadRuntime, type Post } from './executor';
export type { LanguageRuntime, PrintSink } from './language-runtime';
export { type Parcel, parcelReceiver, ParcelSender } from './sandbox/parcels';
export type { CheckError, ExecutorAssets, ExecutorLanguage, FromExecutor, ToExecutor } from './protocol';
