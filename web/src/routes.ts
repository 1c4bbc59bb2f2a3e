// Every page: its address, its title, who may see it in the navigation, and its file, loaded when first shown.
import type { Component } from 'svelte';
import type { Role } from './api/types';

export interface Route {
  path: string;
  /** Key of the title in the locale. */
  title: string;
  /** Shown in the navigation. */
  nav?: boolean;
  /** Only for members with one of these roles (no one but the server decides; this only hides what would be refused). */
  roles?: Role[];
  /** Only where there is a team. */
  team?: boolean;
  load: () => Promise<{ default: Component }>;
}

export const routes: Route[] = [
  { path: '/', title: 'nav.today', nav: true, load: () => import('./pages/Today.svelte') },
  { path: '/review', title: 'nav.review', nav: true, load: () => import('./pages/Review.svelte') },
  { path: '/incidents', title: 'nav.incidents', nav: true, load: () => import('./pages/Incidents.svelte') },
  { path: '/incidents/:id', title: 'nav.incident', load: () => import('./pages/Incident.svelte') },
  { path: '/explore', title: 'nav.explore', nav: true, load: () => import('./pages/Explore.svelte') },
  { path: '/reports', title: 'nav.reports', nav: true, load: () => import('./pages/Reports.svelte') },
  { path: '/reports/:id', title: 'nav.report', load: () => import('./pages/Report.svelte') },
  { path: '/note', title: 'nav.note', load: () => import('./pages/Note.svelte') },
  { path: '/sources', title: 'nav.sources', nav: true, load: () => import('./pages/Sources.svelte') },
  { path: '/agreement', title: 'nav.agreement', nav: true, load: () => import('./pages/Agreement.svelte') },
  { path: '/ledger', title: 'nav.ledger', nav: true, load: () => import('./pages/Ledger.svelte') },
  { path: '/release', title: 'nav.release', nav: true, load: () => import('./pages/Release.svelte') },
  { path: '/members', title: 'nav.members', nav: true, team: true, roles: ['admin'], load: () => import('./pages/Members.svelte') },
  { path: '/search', title: 'nav.search', load: () => import('./pages/Search.svelte') },
  { path: '/factors', title: 'nav.factors', team: true, load: () => import('./pages/Factors.svelte') },
  { path: '/help', title: 'nav.help', load: () => import('./pages/Help.svelte') },
  { path: '/login', title: 'nav.login', load: () => import('./pages/Login.svelte') },
  { path: '*', title: 'nav.nowhere', load: () => import('./pages/Nowhere.svelte') },
];
