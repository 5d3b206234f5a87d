// What every page does with a script; without it everything works, less nicely.
(function () {
  'use strict';

  // On a phone the menu is a strip: where one is stands in sight.
  var here = document.querySelector('.menu a[aria-current=page]');
  if (here && here.closest('.menu').scrollWidth > here.closest('.menu').clientWidth) {
    here.closest('.menu').scrollLeft = here.offsetLeft - 16;
  }

  // A question that is open closes with Escape, and only one is open at a time.
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') {
      document.querySelectorAll('details.confirm[open]').forEach(function (open) {
        open.open = false;
        open.querySelector('summary').focus();
      });
    }
  });
  document.addEventListener('toggle', function (event) {
    if (event.target.matches && event.target.matches('details.confirm') && event.target.open) {
      document.querySelectorAll('details.confirm[open]').forEach(function (other) {
        if (other !== event.target) {
          other.open = false;
        }
      });
    }
  }, true);

  // A form is not sent twice.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === 'post') {
      form.dataset.sent = 'yes';
      window.setTimeout(function () { delete form.dataset.sent; }, 4000);
    }
  });

  // On a phone a row is a card: each of its cells says of which column it is. That they are a table stays said, whatever they look like.
  function stackable(root) {
    root.querySelectorAll('.scroll > table').forEach(function (table) {
      var heads = Array.prototype.map.call(table.querySelectorAll('thead th'), function (head) {
        return head.querySelector('.unseen') ? '' : head.textContent.trim();
      });
      table.setAttribute('role', 'table');
      table.querySelectorAll('tbody tr').forEach(function (row) {
        row.setAttribute('role', 'row');
        Array.prototype.forEach.call(row.cells, function (cell, i) {
          cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell');
          if (cell.tagName === 'TD' && heads[i]) {
            cell.dataset.label = heads[i];
          }
          cell.classList.toggle('hollow', cell.textContent.trim() === '' && !cell.querySelector('input, select, img'));
        });
      });
      table.classList.add('stacks');
    });
  }
  stackable(document);
  document.addEventListener('htmx:afterSwap', function () { stackable(document); });

  // A link to a message of a call opens it.
  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === 'DETAILS') {
      target.open = true;
      target.querySelector('summary').focus();
    }
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();

  // Open all, close all.
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-open-all]');
    if (button) {
      var all = document.querySelectorAll(button.dataset.openAll);
      var open = !Array.prototype.every.call(all, function (one) { return one.open; });
      all.forEach(function (one) { one.open = open; });
    }
    var copy = event.target.closest && event.target.closest('[data-copy]');
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).innerText); // of a table: tabs and lines
      copy.textContent = 'Copied';
    }
  });
}());
