'use strict';
// What auth0-deploy-cli makes of texts with keywords: reads [[text, mapping], …] from stdin, prints the texts.

const fs = require('fs');
const { keywordReplace } = require('auth0-deploy-cli/lib/tools/utils.js');

const cases = JSON.parse(fs.readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(([text, mapping]) => keywordReplace(text, mapping))));
