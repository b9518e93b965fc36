import type { PythonTree } from '../python-tree';
import { Expressions } from './expressions';
import { Functions } from './functions';
import { Methods } from './methods';
import { Nodes } from './nodes';
import { Notes } from './notes';
import { Statements } from './statements';

/** The parts of the reader, which ask each other: statements hold expressions, which call functions, which hold statements. */
export class Reader {
  readonly notes: Notes;
  readonly statements: Statements;
  readonly expressions: Expressions;
  readonly methods: Methods;
  readonly functions: Functions;
  readonly nodes: Nodes;

  constructor(tree: PythonTree) {
    this.notes = new Notes(tree);
    this.statements = new Statements(this.notes, this);
    this.expressions = new Expressions(this.notes, this);
    this.methods = new Methods(this.notes, this);
    this.functions = new Functions(this.notes, this);
    this.nodes = new Nodes(this.notes, this);
  }
}
