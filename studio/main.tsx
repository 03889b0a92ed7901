import { render } from 'preact';
import { App } from './app.tsx';
import './styles/main.css';

const root = document.querySelector('#studio');
if (!root) throw new Error('The page lacks #studio');
root.replaceChildren();
render(<App />, root);
