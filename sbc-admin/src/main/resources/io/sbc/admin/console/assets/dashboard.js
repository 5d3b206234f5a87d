// Live figures and charts: one stream of server-sent events feeds all of them.
(function () {
  'use strict';

  var KEPT = 300;
  var live = document.getElementById('live');
  var times = [];
  var figures = {};
  var charts = [];
  var alarms = null;
  var blocked = null;

  function shown(value, format) {
    if (value === undefined || value === null) {
      return '–';
    }
    if (format === 'mos') {
      return value.toFixed(1);
    }
    if (format === 'percent') {
      return (100 * value).toFixed(1) + ' %';
    }
    if (format === 'millis') {
      return (1000 * value).toFixed(1) + ' ms';
    }
    return Number.isInteger(value) ? String(value) : value.toFixed(1);
  }

  // A stream that ended by its time comes back in a second; only one that does not is worth a word.
  var lost = 0;

  function say(words, state) {
    window.clearTimeout(lost);
    lost = 0;
    if (live.textContent !== words) {
      live.textContent = words;
    }
    live.className = 'live ' + state;
  }

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // Hours and minutes in UTC, as everywhere in the console.
  function clock(plot, ticks) {
    return ticks.map(function (seconds) { return new Date(seconds * 1000).toISOString().slice(11, 19).replace(/:00$/, ''); });
  }

  function seriesOf(place) {
    return place.dataset.series.split(',').map(function (pair) {
      var parts = pair.split(':');
      return { name: parts[0], label: parts[1] };
    });
  }

  function data(series) {
    return [times].concat(series.map(function (one) { return figures[one.name] || times.map(function () { return null; }); }));
  }

  function draw() {
    charts.forEach(function (chart) { chart.plot.destroy(); });
    charts = [];
    var strokes = ['--accent', '--good', '--bad'].map(colour);
    var dashes = [[], [6, 3], [2, 3]];
    document.querySelectorAll('.chart').forEach(function (place) {
      var series = seriesOf(place);
      var axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
      var plot = new uPlot({
        width: place.clientWidth, height: 150,
        tzDate: function (seconds) { return uPlot.tzDate(new Date(seconds * 1000), 'UTC'); },
        cursor: { drag: { x: false, y: false } },
        legend: { live: false },
        scales: { x: { time: true }, y: { range: function (u, min, max) { return [0, Number(place.dataset.top) || Math.max(max * 1.15, 1)]; } } },
        axes: [Object.assign({ space: 70, values: clock }, axis), Object.assign({ size: 46 }, axis)],
        series: [{}].concat(series.map(function (one, i) {
          return { label: one.label, stroke: strokes[i], dash: dashes[i], width: 2, points: { show: false },
            value: function (u, v) { return shown(v); } };
        }))
      }, data(series), place);
      charts.push({ plot: plot, series: series, place: place });
    });
  }

  function take(reading) {
    times.push(Date.parse(reading.at) / 1000);
    Object.keys(reading).forEach(function (name) {
      if (name !== 'at' && !figures[name]) {
        figures[name] = times.slice(1).map(function () { return null; });
      }
    });
    Object.keys(figures).forEach(function (name) {
      figures[name].push(reading[name] === undefined ? null : reading[name]);
    });
    while (times.length > KEPT) {
      times.shift();
      Object.keys(figures).forEach(function (name) { figures[name].shift(); });
    }
  }

  function show(reading) {
    document.querySelectorAll('[data-figure]').forEach(function (place) {
      var text = shown(reading[place.dataset.figure], place.dataset.format);
      if (place.textContent !== text) {
        place.textContent = text;
      }
      if (place.parentNode.dataset.tone) {
        place.parentNode.classList.toggle(place.parentNode.dataset.tone, reading[place.dataset.figure] > 0);
      }
    });
    charts.forEach(function (chart) { chart.plot.setData(data(chart.series)); });
    var now = [reading.alarmsCritical, reading.alarmsMajor, reading.alarmsMinor].join();
    if (alarms !== null && alarms !== now) {
      renew('/console/dashboard/alarms', '#alarms');
    }
    alarms = now;
    if (blocked !== null && blocked !== reading.blockedSources) {
      renew('/console/dashboard/panels', '#panels');
    }
    blocked = reading.blockedSources;
  }

  // Nobody asks for it: it does not keep a session from ending.
  function renew(path, target) {
    htmx.ajax('GET', path, { target: target, headers: { 'X-Unattended': 'true' } });
  }

  var stream = new EventSource('/api/v1/status/stream');
  stream.addEventListener('history', function (event) {
    var history = JSON.parse(event.data);
    history.forEach(take);
    if (history.length > 0) {
      show(history[history.length - 1]);
    }
    say('Live', 'on');
  });
  stream.addEventListener('reading', function (event) {
    var reading = JSON.parse(event.data);
    say('Live', 'on');
    take(reading);
    show(reading);
  });
  stream.addEventListener('state', function () {
    renew('/console/dashboard/panels', '#panels');
  });
  stream.onerror = function () {
    if (stream.readyState === EventSource.CLOSED) {
      say('No longer live: reload the page, or log in again.', 'off');
    } else if (!lost) {
      lost = window.setTimeout(function () { say('Not live: the SBC does not answer. Trying again.', 'off'); }, 4000);
    }
  };

  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  window.addEventListener('resize', function () {
    charts.forEach(function (chart) { chart.plot.setSize({ width: chart.place.clientWidth, height: 150 }); });
  });
}());
