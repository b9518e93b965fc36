import { Speech } from './speech';

/** What the window's live regions say. */
class Announcer {
  polite = $state('');
  urgent = $state('');
  readonly speech = new Speech(
    (sentence) => (this.polite = sentence),
    (sentence) => (this.urgent = sentence),
  );
}

export const announcer = new Announcer();
