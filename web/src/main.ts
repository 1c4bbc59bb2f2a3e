// Starts the pages.
import './style/tokens.css';
import './style/base.css';
import './style/forms.css';
import './style/tables.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { askEarly } from './explore/early';
import { firstChoice, startLocale } from './locale.svelte';

askEarly(firstChoice());
const target = document.getElementById('app');
if (target) {
  await startLocale();
  mount(App, { target });
}
