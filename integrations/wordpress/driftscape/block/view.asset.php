<?php
return ['dependencies' => [], 'version' => '0.1.0'];
