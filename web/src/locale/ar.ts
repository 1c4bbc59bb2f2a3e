// Every text in this language: one file a part of the workplace, merged.
import type { Texts } from '../locale.svelte';

const files = import.meta.glob<Texts>('./ar/*.json', { eager: true, import: 'default' });
export default Object.assign({}, ...Object.values(files)) as Texts;
