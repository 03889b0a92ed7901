<?php
return ['dependencies' => [], 'version' => '1.0.0-beta.1'];
