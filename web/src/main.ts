// Starts the pages.
import './style/tokens.css';
import './style/base.css';
import './style/forms.css';
import './style/tables.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startLocale } from './locale.svelte';

const target = document.getElementById('app');
if (target) {
  await startLocale();
  mount(App, { target });
}
