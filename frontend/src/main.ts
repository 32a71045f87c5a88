import '@fontsource-variable/instrument-sans/wght.css';
import '@fontsource/instrument-serif/latin-400.css';
import '@fontsource/instrument-serif/latin-ext-400.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { setUp } from './api';
import App from './App.svelte';
import { t } from './i18n';
import { session } from './session.svelte';

setUp(
  () => t('offline'),
  (status) => session.heard(status),
);
const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
