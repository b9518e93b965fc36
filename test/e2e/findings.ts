import axe from 'axe-core';
import type { App } from './app';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * axe, run in the page; its source comes by evaluation, since the page's content policy takes no foreign script.
 * @param only rules to look at; null: all
 */
export async function findings(app: Pick<App, 'page'>, only: readonly string[] | null = null): Promise<string[]> {
  await app.page.evaluate(axe.source);
  const found = await app.page.evaluate(async (rules) => {
    const { axe: inPage } = window as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } };
    return (await inPage.run(rules === null ? {} : { runOnly: rules })).violations;
  }, only);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
