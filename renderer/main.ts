import { mount } from 'svelte';
import App from './App.svelte';
import './ui/tokens.css';
import './ui/banner.css';
import './ui/dialog.css';
import './ui/panel.css';
import './ui/table.css';
import './ui/tabs.css';

mount(App, { target: document.body });
